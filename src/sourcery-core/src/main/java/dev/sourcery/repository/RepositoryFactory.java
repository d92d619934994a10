package dev.sourcery.repository;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.store.EventStore;

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
		this.store = store;
		this.idFormat = idFormat;
		this.retry = retry;
		this.fingerprints = fingerprints;
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
		return new EventSourcedRepository<>(type, this.store, new FoldedStates<>(type, this.store),
				new ConflictRetrier(this.store, this.retry), this.idFormat, this.fingerprints);
	}

}
