package dev.sourcery.memory;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.EventTail.FetchedPage;
import dev.sourcery.tail.EventTail.Page;

/**
 * Stored events that were read together.
 *
 * @param stored the events
 * @param limit maximum number of events of the query
 * @param codec the codec that reads the events
 */
record MemoryPage(List<StoredEvent> stored, long limit, EventCodec codec) implements FetchedPage {

	@Override
	public Position last() {
		return this.stored.isEmpty() ? Position.START
				: new Position(this.stored.get(this.stored.size() - 1).position());
	}

	@Override
	public boolean hasMore() {
		return this.stored.size() >= this.limit;
	}

	@Override
	public Page decode() {
		List<RecordedEvent<?>> events = new ArrayList<>();
		List<String> types = new ArrayList<>();
		for (StoredEvent event : this.stored) {
			try {
				this.codec.decode(event, (decoded) -> {
					events.add(decoded);
					types.add(event.type().name());
				});
			}
			catch (EventDecodingException ex) {
				if (events.isEmpty()) {
					throw ex;
				}
				return new Page(events, types, true);
			}
		}
		return new Page(events, types, false);
	}

}
