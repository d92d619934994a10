package dev.sourcery.repository;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;

/**
 * Folds each state from the first event of its stream.
 *
 * @param <A> the aggregate class
 */
final class FoldedStates<A> implements AggregateStates<A> {

	private final AggregateType<A> type;

	private final EventStore store;

	FoldedStates(AggregateType<A> type, EventStore store) {
		this.type = type;
		this.store = store;
	}

	@Override
	public Optional<Baseline<A>> current(StreamId stream) {
		return fold(stream, payloads(StreamQuery.of(stream)));
	}

	@Override
	public Optional<Baseline<A>> known(StreamId stream) {
		return Optional.empty();
	}

	@Override
	public void stored(Optional<Baseline<A>> before, Commit commit) {
	}

	@Override
	public Optional<Versioned<A>> at(StreamId stream, long version) {
		return fold(stream, payloads(StreamQuery.of(stream).to(version))).filter((found) -> found.version() == version)
			.map(Baseline::aggregate);
	}

	@Override
	public Optional<Versioned<A>> at(StreamId stream, Instant instant) {
		// the payloads do not contain the time at which an event was recorded
		return fold(stream,
				this.store.read(StreamQuery.of(stream))
					.takeWhile((event) -> !event.recordedAt().isAfter(instant))
					.map(FoldedStates::payload))
			.map(Baseline::aggregate);
	}

	Stream<Payload> payloads(StreamQuery query) {
		return (this.store instanceof StreamPayloads payloads) ? payloads.readPayloads(query)
				: this.store.read(query).map(FoldedStates::payload);
	}

	private static Payload payload(RecordedEvent<?> event) {
		return new Payload(event.version(), event.position(), event.payload());
	}

	private Optional<Baseline<A>> fold(StreamId stream, Stream<Payload> events) {
		return Folding.once(this.type, stream).of(events).filter((found) -> !found.isEmpty());
	}

}
