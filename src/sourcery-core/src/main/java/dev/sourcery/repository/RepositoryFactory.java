package dev.sourcery.repository;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.store.EventStore;
import dev.sourcery.tail.AppendHooks;
import org.jspecify.annotations.Nullable;

/**
 * Creates repositories on one event store. Thread-safe.
 *
 * @since 0.1
 */
public final class RepositoryFactory {

	private final EventStore store;

	private final IdFormat idFormat;

	private final ConflictRetry retry;

	private final CommandFingerprints fingerprints;

	private final @Nullable StateCache cache;

	/**
	 * Creates a factory of repositories with standard ids and retries.
	 * @param store the event store
	 */
	public RepositoryFactory(EventStore store) {
		this(store, IdFormat.standard(), ConflictRetry.standard());
	}

	/**
	 * Creates a factory of repositories.
	 * @param store the event store
	 * @param idFormat converts ids to text
	 * @param retry the retry policy for conflicts
	 */
	public RepositoryFactory(EventStore store, IdFormat idFormat, ConflictRetry retry) {
		this(store, idFormat, retry, new CommandFingerprints());
	}

	/**
	 * Creates a factory of repositories.
	 * @param store the event store
	 * @param idFormat converts ids to text
	 * @param retry the retry policy for conflicts
	 * @param fingerprints computes the fingerprints of commands that have an id
	 */
	public RepositoryFactory(EventStore store, IdFormat idFormat, ConflictRetry retry,
			CommandFingerprints fingerprints) {
		this(store, idFormat, retry, fingerprints, null);
	}

	private RepositoryFactory(EventStore store, IdFormat idFormat, ConflictRetry retry,
			CommandFingerprints fingerprints, @Nullable StateCache cache) {
		this.store = store;
		this.idFormat = idFormat;
		this.retry = retry;
		this.fingerprints = fingerprints;
		this.cache = cache;
	}

	/**
	 * Returns a factory whose repositories share a cache of aggregate states on this
	 * node, so that a command on a known aggregate reads nothing. A cached state is never
	 * trusted: the append verifies that the stream still ends with the last event of that
	 * state, and otherwise the command is repeated on the stored state. A decision that
	 * is refused or results in no events is verified by reading the events that are
	 * missing in the cache.
	 * <p>
	 * States of records that contain only immutable values are shared; the states of
	 * other aggregates are folded from cached events for each use, so that a handler
	 * which changes a state leaves no trace. Streams of more than 1,000 events are then
	 * not cached. The cache belongs to the returned factory and listens to the appends of
	 * the store, so create one for each store.
	 * @param maxSize the maximum number of cached states and events
	 * @return a factory with a cache
	 * @throws IllegalArgumentException if the size is not positive
	 */
	public RepositoryFactory withStateCache(long maxSize) {
		if (maxSize < 1) {
			throw new IllegalArgumentException("A cache holds at least 1 state, but got %d".formatted(maxSize));
		}
		StateCache states = new StateCache(maxSize);
		if (this.store instanceof AppendHooks hooks) {
			hooks.afterCommit(states::committed);
		}
		return new RepositoryFactory(this.store, this.idFormat, this.retry, this.fingerprints, states);
	}

	/**
	 * Returns a repository of an aggregate class.
	 * @param <A> the aggregate class
	 * @param <ID> the type of its ids
	 * @param type the aggregate class in compiled form
	 * @return the repository
	 * @throws InvalidAggregateException if two methods of the aggregate accept the same
	 * event of the store through unrelated types
	 */
	public <A, ID> Repository<A, ID> of(AggregateType<A> type) {
		type.requireUnambiguous(this.store.types().eventClasses());
		AggregateStates<A> states = (this.cache != null) ? new CachedStates<>(type, this.store, this.cache)
				: new FoldedStates<>(type, this.store);
		return new EventSourcedRepository<>(type, this.store, states, new ConflictRetrier(this.store, this.retry),
				this.idFormat, this.fingerprints);
	}

}
