package dev.sourcery.repository;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.StreamPayloads.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The content of a stream up to a version, from which states are obtained without reading
 * the stream: a state, which several callers share only if it is immutable, or the events
 * from which each caller gets a state of its own.
 *
 * @param <A> the aggregate class
 */
final class Baseline<A> {

	private final AggregateType<A> type;

	private final StreamId stream;

	private final Payload last;

	private final @Nullable A state;

	private final List<Payload> events;

	Baseline(AggregateType<A> type, StreamId stream, Payload last, @Nullable A state, List<Payload> events) {
		this.type = type;
		this.stream = stream;
		this.last = last;
		this.state = state;
		this.events = events;
	}

	/**
	 * Returns the baseline after a commit of this node, or this one if the commit does
	 * not follow it.
	 */
	Baseline<A> after(Commit commit) {
		return (version() == commit.version() - commit.events().size())
				? Folding.repeatable(this.type, this.stream, this).of(payloads(commit)).orElse(this) : this;
	}

	static Stream<Payload> payloads(Commit commit) {
		return commit.events().stream().map((event) -> new Payload(event.version(), event.position(), event.payload()));
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
		return this.events.isEmpty() ? this.state : Folding.stateOf(this.type, this.stream, this.events);
	}

	/**
	 * Returns whether none of the stored events is read as an event.
	 */
	boolean isEmpty() {
		return this.state == null && this.events.stream().allMatch((event) -> event.payload() == null);
	}

	/**
	 * Returns the aggregate.
	 */
	Versioned<A> aggregate() {
		return new Versioned<>(this.stream, version(), Objects.requireNonNull(state()));
	}

}
