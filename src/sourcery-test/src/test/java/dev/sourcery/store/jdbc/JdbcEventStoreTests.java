package dev.sourcery.store.jdbc;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.store.EventStore;
import dev.sourcery.test.store.EventStoreContract;
import org.junit.jupiter.api.AfterEach;

class JdbcEventStoreTests extends EventStoreContract {

	private final StoreDatabase database = new StoreDatabase();

	@Override
	protected EventStore createStore(EventSerializer serializer) {
		return this.database.store(serializer);
	}

	@AfterEach
	void dropDatabase() {
		this.database.close();
	}

}
