package dev.sourcery.test.store;

import java.util.List;

class WrongReadingTests extends WrongStoreTestCase {

	static List<WrongStore> stores() {
		return WrongStore.reading();
	}

}
