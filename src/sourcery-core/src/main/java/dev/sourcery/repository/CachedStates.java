package dev.sourcery.repository;

import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;
import org.jspecify.annotations.Nullable;

/**
 * Continues the baselines of a cache with the events that were stored since. Within a
 * caller's transaction, whose events are not committed, nothing is added to the cache
 * before the commit.
 *
 * @param <A> the aggregate class
 */
final class CachedStates<A> implements AggregateStates<A> {

	private final AggregateType<A> type;

	private final EventStore store;

	private final FoldedStates<A> folded;

	private final StreamFold<A> streams;

	private final EventFold<A> events;

	private final StateCache cache;

	CachedStates(AggregateType<A> type, EventStore store, StreamFold<A> streams, StateCache cache) {
		this.type = type;
		this.store = store;
		this.folded = new FoldedStates<>(type, store);
		this.streams = streams;
		this.events = new EventFold<>(type, store);
		this.cache = cache;
	}

	@Override
	public Optional<Baseline<A>> current(StreamId stream) {
		boolean committedOnly = !this.store.inCallersTransaction();
		Baseline<A> known = this.cache.get(this.type, stream);
		Baseline<A> current = (known != null) ? continued(known) : null;
		if (known != null && current == null && committedOnly) {
			this.cache.remove(known);
		}
		Optional<Baseline<A>> found = (current != null) ? Optional.of(current) : this.streams.read(stream, true);
		if (committedOnly) {
			found.ifPresent(this.cache::add);
		}
		return found.filter((baseline) -> !baseline.isEmpty());
	}

	/**
	 * Continues a baseline, whose last event is read again: a fail-over may have replaced
	 * it, or a transaction with an old snapshot may not see it.
	 * @return {@code null} if the stream does not contain that event
	 */
	private @Nullable Baseline<A> continued(Baseline<A> known) {
		try (Stream<Payload> events = this.events.payloads(StreamQuery.of(known.stream()).from(known.version()))) {
			Iterator<Payload> iterator = events.iterator();
			if (!iterator.hasNext() || !known.endsWith(iterator.next())) {
				return null;
			}
			return iterator.hasNext() ? Folding.of(this.type, known.stream(), known, true).after(known, iterator)
					: known;
		}
	}

	@Override
	public Optional<Baseline<A>> known(StreamId stream) {
		// events that the transaction has stored itself are not in the cache
		return this.store.inCallersTransaction() ? Optional.empty()
				: Optional.ofNullable(this.cache.get(this.type, stream)).filter((known) -> !known.isEmpty());
	}

	@Override
	public void stored(Optional<Baseline<A>> before, Commit commit) {
		long version = before.map(Baseline::version).orElse(0L);
		// a repeated append returns the first commit, which other events may have
		// followed
		if (version == commit.version() - commit.events().size() && !isContinued(commit)) {
			Folding.of(this.type, commit.stream(), before.orElse(null), true)
				.of(Baseline.payloads(commit))
				.ifPresent((after) -> add(after, commit));
		}
	}

	// the listener of commits has continued a baseline that was known before
	private boolean isContinued(Commit commit) {
		Baseline<A> known = this.cache.get(this.type, commit.stream());
		return known != null && known.version() >= commit.version();
	}

	private void add(Baseline<A> after, Commit commit) {
		if (this.store.inCallersTransaction()) {
			this.cache.addAfterCommit(after, commit.events().get(commit.events().size() - 1).eventId());
		}
		else {
			this.cache.add(after);
		}
	}

	@Override
	public Optional<Versioned<A>> at(StreamId stream, long version) {
		return this.folded.at(stream, version);
	}

	@Override
	public Optional<Versioned<A>> at(StreamId stream, Instant instant) {
		return this.folded.at(stream, instant);
	}

	@Override
	public Optional<Versioned<A>> at(StreamId stream, Position position) {
		return this.folded.at(stream, position);
	}

}
