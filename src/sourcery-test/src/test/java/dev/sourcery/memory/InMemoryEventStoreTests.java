package dev.sourcery.memory;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.tail.EventSource;
import dev.sourcery.test.store.EventStoreContract;

class InMemoryEventStoreTests extends EventStoreContract {

	@Override
	protected EventSource createStore(EventSerializer serializer) {
		return EventSource.of(new InMemoryEventStore(serializer));
	}

}
