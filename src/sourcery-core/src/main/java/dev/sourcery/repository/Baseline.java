package dev.sourcery.repository;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.snapshot.StateFormat;
import dev.sourcery.snapshot.StoredSnapshot;
import dev.sourcery.store.Commit;
import dev.sourcery.store.StreamPayloads.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The content of a stream up to a version, from which states are obtained without reading
 * the stream: a state, which several callers share only if it is immutable, or the events
 * after an optional snapshot, from which each caller gets a state of its own.
 *
 * @param <A> the aggregate class
 */
final class Baseline<A> {

	private final AggregateType<A> type;

	private final StreamId stream;

	private final Payload last;

	// supplies a new state each time, unless states are immutable or used once
	private final Supplier<@Nullable A> first;

	private final List<Payload> events;

	private Baseline(AggregateType<A> type, StreamId stream, Payload last, Supplier<@Nullable A> first,
			List<Payload> events) {
		this.type = type;
		this.stream = stream;
		this.last = last;
		this.first = first;
		this.events = events;
	}

	static <A> Baseline<A> ofState(AggregateType<A> type, StreamId stream, Payload last, @Nullable A state) {
		return new Baseline<>(type, stream, last, () -> state, List.of());
	}

	/**
	 * Returns the baseline of events.
	 * @param before the baseline before, whose events are among the events, if any
	 */
	static <A> Baseline<A> ofEvents(AggregateType<A> type, StreamId stream, Payload last, @Nullable Baseline<A> before,
			List<Payload> events) {
		return new Baseline<>(type, stream, last, (before != null) ? before.first : () -> null, events);
	}

	/**
	 * Returns the baseline of a snapshot.
	 * @throws dev.sourcery.snapshot.InvalidSnapshotException if it cannot be read
	 */
	static <A> Baseline<A> of(AggregateType<A> type, StoredSnapshot snapshot, StateFormat<A> format) {
		Payload last = new Payload(snapshot.version(), snapshot.lastPosition(), null);
		A state = format.read(snapshot.state());
		return new Baseline<>(type, snapshot.stream(), last,
				type.isImmutable() ? () -> state : () -> format.read(snapshot.state()), List.of());
	}

	/**
	 * Returns the baseline after a commit of this node, or this one if the commit does
	 * not follow it.
	 */
	Baseline<A> after(Commit commit) {
		return (version() == commit.version() - commit.events().size())
				? Folding.of(this.type, this.stream, this, true).of(payloads(commit)).orElse(this) : this;
	}

	static Stream<Payload> payloads(Commit commit) {
		return commit.events().stream().map(EventFold::payload);
	}

	/**
	 * Returns whether an event is the last one of this baseline, and not another one of
	 * the same version that has replaced it after a fail-over.
	 */
	boolean endsWith(Payload event) {
		return event.version() == version() && event.position().equals(lastPosition());
	}

	boolean isOf(AggregateType<?> other) {
		return this.type == other;
	}

	StreamId stream() {
		return this.stream;
	}

	Payload last() {
		return this.last;
	}

	long version() {
		return this.last.version();
	}

	Position lastPosition() {
		return this.last.position();
	}

	List<Payload> events() {
		return this.events;
	}

	/**
	 * Returns a state that belongs to the caller or is immutable; {@code null} if none of
	 * the stored events is read as an event.
	 */
	@Nullable A state() {
		@Nullable A state = this.first.get();
		StateFold<A> fold = new StateFold<>(this.type, this.stream, true);
		for (Payload event : this.events) {
			state = fold.apply(state, event);
		}
		return state;
	}

	/**
	 * Returns whether none of the stored events is read as an event.
	 */
	boolean isEmpty() {
		return this.events.stream().allMatch((event) -> event.payload() == null) && this.first.get() == null;
	}

	/**
	 * Returns the aggregate.
	 */
	Versioned<A> aggregate() {
		return new Versioned<>(this.stream, version(), Objects.requireNonNull(state()));
	}

}
