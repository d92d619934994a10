package dev.sourcery.repository;

import java.util.ArrayList;
import java.util.Iterator;
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

	private final StateFold<A> fold;

	private final @Nullable Baseline<A> before;

	// null if events are folded at once
	private final @Nullable List<Payload> kept;

	private @Nullable A state;

	private @Nullable Payload last;

	private Folding(AggregateType<A> type, StreamId stream, @Nullable Baseline<A> before,
			@Nullable List<Payload> kept) {
		this.type = type;
		this.stream = stream;
		this.before = before;
		this.fold = new StateFold<>(type, stream, true);
		this.kept = kept;
	}

	/**
	 * Begins a fold.
	 * @param before the baseline that the events follow, or {@code null} if they begin
	 * the stream
	 * @param repeatable whether the result is used several times: if states are mutable,
	 * events are kept instead of a state
	 */
	static <A> Folding<A> of(AggregateType<A> type, StreamId stream, @Nullable Baseline<A> before, boolean repeatable) {
		Folding<A> folding = new Folding<>(type, stream, before,
				(repeatable && !type.isImmutable()) ? new ArrayList<>() : null);
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

	void add(Payload event) {
		this.last = event;
		if (this.kept != null) {
			this.kept.add(event);
		}
		else {
			this.state = this.fold.apply(this.state, event);
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
	 * Adds the events after the last one of a baseline, which may itself be read as
	 * several events.
	 */
	Baseline<A> after(Baseline<A> last, Iterator<Payload> events) {
		events.forEachRemaining((event) -> {
			if (!last.endsWith(event)) {
				add(event);
			}
		});
		return result().orElse(last);
	}

	private Optional<Baseline<A>> result() {
		if (this.last == null) {
			return Optional.empty();
		}
		return Optional
			.of((this.kept != null) ? Baseline.ofEvents(this.type, this.stream, this.last, this.before, this.kept)
					: Baseline.ofState(this.type, this.stream, this.last, this.state));
	}

}
