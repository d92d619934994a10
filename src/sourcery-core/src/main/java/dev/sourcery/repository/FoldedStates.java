package dev.sourcery.repository;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;

/**
 * Folds each state from the stored events of its stream.
 *
 * @param <A> the aggregate class
 */
final class FoldedStates<A> implements AggregateStates<A> {

	private final AggregateType<A> type;

	private final EventStore store;

	private final StreamFold<A> streams;

	private final EventFold<A> events;

	FoldedStates(AggregateType<A> type, EventStore store) {
		this(type, store, new EventFold<>(type, store));
	}

	FoldedStates(AggregateType<A> type, EventStore store, StreamFold<A> streams) {
		this.type = type;
		this.store = store;
		this.streams = streams;
		this.events = new EventFold<>(type, store);
	}

	@Override
	public Optional<Baseline<A>> current(StreamId stream) {
		return this.streams.read(stream, false).filter((found) -> !found.isEmpty());
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
		return fold(stream, this.events.payloads(StreamQuery.of(stream).to(version)))
			.filter((found) -> found.version() == version)
			.map(Baseline::aggregate);
	}

	@Override
	public Optional<Versioned<A>> at(StreamId stream, Instant instant) {
		// the payloads do not contain the time at which an event was recorded
		if (this.store instanceof StreamPayloads payloads) {
			return fold(stream, this.events.payloads(StreamQuery.of(stream).to(payloads.versionAt(stream, instant))))
				.map(Baseline::aggregate);
		}
		return fold(stream,
				this.store.read(StreamQuery.of(stream))
					.takeWhile((event) -> !event.recordedAt().isAfter(instant))
					.map(EventFold::payload))
			.map(Baseline::aggregate);
	}

	@Override
	public Optional<Versioned<A>> at(StreamId stream, Position position) {
		return fold(stream, this.events.payloads(StreamQuery.of(stream))
			.takeWhile((event) -> event.position().compareTo(position) <= 0)).map(Baseline::aggregate);
	}

	private Optional<Baseline<A>> fold(StreamId stream, Stream<Payload> events) {
		return Folding.of(this.type, stream, null, false).of(events).filter((found) -> !found.isEmpty());
	}

}
