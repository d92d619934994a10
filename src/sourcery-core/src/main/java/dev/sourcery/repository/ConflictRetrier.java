package dev.sourcery.repository;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.sourcery.store.EventStore;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.VersionConflictException;

/**
 * Answers version conflicts, deadlocks and serialization failures by trying again, but
 * only where the attempt was a transaction of its own: a caller's transaction has to be
 * run again as a whole.
 */
final class ConflictRetrier {

	private final EventStore store;

	private final ConflictRetry retry;

	ConflictRetrier(EventStore store, ConflictRetry retry) {
		this.store = store;
		this.retry = retry;
	}

	<T> T retrying(Supplier<T> attempt) {
		return retrying(attempt, (failure) -> failure instanceof VersionConflictException
				|| failure instanceof StoreContentionException);
	}

	/**
	 * For attempts that another state of the stream cannot help: a version conflict
	 * surfaces, a deadlock or serialization failure does not.
	 */
	<T> T retryingContention(Supplier<T> attempt) {
		return retrying(attempt, StoreContentionException.class::isInstance);
	}

	private <T> T retrying(Supplier<T> attempt, Predicate<EventStoreException> passes) {
		int retries = this.store.inCallersTransaction() ? 0 : this.retry.maxRetries();
		for (int failed = 1;; failed++) {
			try {
				return attempt.get();
			}
			catch (EventStoreException ex) {
				if (!passes.test(ex) || failed > retries || Thread.currentThread().isInterrupted()) {
					throw ex;
				}
				LockSupport
					.parkNanos(this.retry.delayBefore(failed, ThreadLocalRandom.current().nextDouble()).toNanos());
			}
		}
	}

}
