package dev.sourcery.store;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.test.store.EventStoreContract;

class InMemoryEventStoreTests extends EventStoreContract {

	@Override
	protected EventStore createStore(EventSerializer serializer) {
		return new InMemoryEventStore(serializer);
	}

}
