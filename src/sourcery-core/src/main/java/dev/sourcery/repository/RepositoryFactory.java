package dev.sourcery.repository;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.store.EventStore;

/**
 * Makes repositories over one event store. Thread-safe.
 */
public final class RepositoryFactory {

	private final EventStore store;

	private final IdFormat idFormat;

	private final ConflictRetry retry;

	private final CommandFingerprints fingerprints;

	/**
	 * Makes repositories with standard ids and retries.
	 * @param store where events are kept
	 */
	public RepositoryFactory(EventStore store) {
		this(store, IdFormat.standard(), ConflictRetry.standard());
	}

	/**
	 * Makes repositories.
	 * @param store where events are kept
	 * @param idFormat how ids become text
	 * @param retry how conflicts are answered
	 */
	public RepositoryFactory(EventStore store, IdFormat idFormat, ConflictRetry retry) {
		this(store, idFormat, retry, new CommandFingerprints());
	}

	/**
	 * Makes repositories.
	 * @param store where events are kept
	 * @param idFormat how ids become text
	 * @param retry how conflicts are answered
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
	 * The repository of an aggregate class.
	 * @param <A> the aggregate class
	 * @param <ID> type of its ids
	 * @param type the aggregate class in compiled form
	 * @return the repository
	 * @throws InvalidAggregateException if two methods of the aggregate take one of the
	 * store's events by unrelated types
	 */
	public <A, ID> Repository<A, ID> of(AggregateType<A> type) {
		type.requireUnambiguous(this.store.types().eventClasses());
		return new EventSourcedRepository<>(type, this.store, new FoldedStates<>(type, this.store),
				new ConflictRetrier(this.store, this.retry), this.idFormat, this.fingerprints);
	}

}
