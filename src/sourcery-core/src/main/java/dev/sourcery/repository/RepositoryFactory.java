package dev.sourcery.repository;

import java.util.function.Function;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.snapshot.SnapshotStatistics;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.store.EventStore;
import dev.sourcery.tail.AppendHooks;
import org.jspecify.annotations.Nullable;

/**
 * Creates repositories on one event store. Thread-safe.
 *
 * @since 0.1
 */
public final class RepositoryFactory implements AutoCloseable {

	private final EventStore store;

	private final IdFormat idFormat;

	private final ConflictRetry retry;

	private final CommandFingerprints fingerprints;

	private final MetadataProvider metadata;

	private final RunningDecisions decisions;

	private final @Nullable StateCache cache;

	private final @Nullable SnapshotUse snapshots;

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
		this(store, idFormat, retry, fingerprints, Metadata::empty);
	}

	/**
	 * Creates a factory of repositories.
	 * @param store the event store
	 * @param idFormat converts ids to text
	 * @param retry the retry policy for conflicts
	 * @param fingerprints computes the fingerprints of commands that have an id
	 * @param metadata provides the metadata that callers do not pass explicitly
	 */
	public RepositoryFactory(EventStore store, IdFormat idFormat, ConflictRetry retry, CommandFingerprints fingerprints,
			MetadataProvider metadata) {
		this.store = store;
		this.idFormat = idFormat;
		this.retry = retry;
		this.fingerprints = fingerprints;
		this.metadata = metadata;
		this.decisions = new RunningDecisions();
		this.cache = null;
		this.snapshots = null;
	}

	private RepositoryFactory(RepositoryFactory other, @Nullable StateCache cache, @Nullable SnapshotUse snapshots) {
		this.store = other.store;
		this.idFormat = other.idFormat;
		this.retry = other.retry;
		this.fingerprints = other.fingerprints;
		this.metadata = other.metadata;
		this.decisions = other.decisions;
		this.cache = cache;
		this.snapshots = snapshots;
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
		return new RepositoryFactory(this, states, this.snapshots);
	}

	/**
	 * Returns a factory whose repositories use snapshots. A thread of the factory takes
	 * them after the commits that make them due, so no command waits for a snapshot or
	 * fails because of one. The factory listens to the appends of the store, so create
	 * one for each store.
	 * @param stored the store of the snapshots
	 * @param policies the policy of each aggregate, by its type
	 * @return a factory with snapshots
	 */
	public RepositoryFactory withSnapshots(Snapshots stored, Function<AggregateType<?>, SnapshotPolicy> policies) {
		SnapshotUse use = new SnapshotUse(stored, policies);
		if (this.store instanceof AppendHooks hooks) {
			hooks.afterCommit(use::committed);
		}
		return new RepositoryFactory(this, this.cache, use);
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
		StreamFold<A> streams = streams(type);
		AggregateStates<A> states = (this.cache != null) ? new CachedStates<>(type, this.store, streams, this.cache)
				: new FoldedStates<>(type, this.store, streams);
		return new EventSourcedRepository<>(type, this.store, states, new ConflictRetrier(this.store, this.retry),
				this.decisions, this.idFormat, this.fingerprints, this.metadata);
	}

	private <A> StreamFold<A> streams(AggregateType<A> type) {
		EventFold<A> events = new EventFold<>(type, this.store);
		return (this.snapshots != null) ? this.snapshots.streams(type, events, this.store.types()) : events;
	}

	/**
	 * Returns counts of the use of snapshots by the repositories of this factory.
	 * @return the counts, all of them 0 without snapshots
	 */
	public SnapshotStatistics snapshotStatistics() {
		return (this.snapshots != null) ? this.snapshots.statistics() : new SnapshotCounters().statistics();
	}

	/**
	 * Ends the thread that takes snapshots. Snapshots that are due are taken later.
	 */
	@Override
	public void close() {
		if (this.snapshots != null) {
			this.snapshots.close();
		}
	}

}
