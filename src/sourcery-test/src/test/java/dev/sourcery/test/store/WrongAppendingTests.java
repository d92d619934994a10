package dev.sourcery.test.store;

import java.util.List;

class WrongAppendingTests extends WrongStoreTestCase {

	static List<WrongStore> stores() {
		return WrongStore.appending();
	}

}
