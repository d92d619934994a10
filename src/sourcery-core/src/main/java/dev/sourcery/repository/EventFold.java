package dev.sourcery.repository;

import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;

/**
 * Folds a stream from its first event.
 *
 * @param <A> the aggregate class
 */
final class EventFold<A> implements StreamFold<A> {

	private final AggregateType<A> type;

	private final EventStore store;

	EventFold(AggregateType<A> type, EventStore store) {
		this.type = type;
		this.store = store;
	}

	@Override
	public Optional<Baseline<A>> read(StreamId stream, boolean repeatable) {
		return Folding.of(this.type, stream, null, repeatable).of(payloads(StreamQuery.of(stream)));
	}

	Stream<Payload> payloads(StreamQuery query) {
		return (this.store instanceof StreamPayloads payloads) ? payloads.readPayloads(query)
				: this.store.read(query).map(EventFold::payload);
	}

	static Payload payload(RecordedEvent<?> event) {
		return new Payload(event.version(), event.position(), event.payload());
	}

}
