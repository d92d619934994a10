package dev.sourcery.test.store;

import java.util.List;

class OtherWrongStoresTests extends WrongStoreTestCase {

	static List<WrongStore> stores() {
		return WrongStore.others();
	}

}
