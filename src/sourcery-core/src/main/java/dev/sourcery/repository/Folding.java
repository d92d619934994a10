package dev.sourcery.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.StreamPayloads.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A fold in progress over the events of a stream. Not thread-safe.
 *
 * @param <A> the aggregate class
 */
final class Folding<A> {

	private final AggregateType<A> type;

	private final StreamId stream;

	private final @Nullable List<Payload> kept;

	private @Nullable A state;

	private @Nullable Payload last;

	private Folding(AggregateType<A> type, StreamId stream, @Nullable List<Payload> kept) {
		this.type = type;
		this.stream = stream;
		this.kept = kept;
	}

	/**
	 * Begins a fold whose state is used once.
	 */
	static <A> Folding<A> once(AggregateType<A> type, StreamId stream) {
		return new Folding<>(type, stream, null);
	}

	/**
	 * Begins a fold whose result is used several times: if states are mutable, the events
	 * are kept instead.
	 * @param before the baseline that the events follow, or {@code null} if they begin
	 * the stream
	 */
	static <A> Folding<A> repeatable(AggregateType<A> type, StreamId stream, @Nullable Baseline<A> before) {
		Folding<A> folding = new Folding<>(type, stream, type.isImmutable() ? null : new ArrayList<>());
		if (before != null) {
			folding.last = before.last();
			if (folding.kept != null) {
				folding.kept.addAll(before.events());
			}
			else {
				folding.state = before.state();
			}
		}
		return folding;
	}

	static <A> @Nullable A stateOf(AggregateType<A> type, StreamId stream, List<Payload> events) {
		Folding<A> folding = once(type, stream);
		events.forEach(folding::add);
		return folding.state;
	}

	void add(Payload event) {
		this.last = event;
		if (this.kept != null) {
			this.kept.add(event);
		}
		else if (event.payload() != null) {
			this.state = this.type.apply(this.state, event.payload());
		}
	}

	/**
	 * Adds the events, and closes the stream.
	 * @return the result, empty if there is no event at all
	 */
	Optional<Baseline<A>> of(Stream<Payload> events) {
		try (events) {
			events.forEachOrdered(this::add);
		}
		return result();
	}

	/**
	 * Returns the result, empty if there is no event at all.
	 */
	Optional<Baseline<A>> result() {
		return (this.last == null) ? Optional.empty() : Optional.of(new Baseline<>(this.type, this.stream, this.last,
				this.state, (this.kept != null) ? this.kept : List.of()));
	}

}
