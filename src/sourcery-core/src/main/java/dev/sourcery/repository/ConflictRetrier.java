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
 * Retries attempts after version conflicts, deadlocks and serialization failures, but
 * only if the attempt was a separate transaction: a caller's transaction must be retried
 * as a whole.
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
	 * Retries attempts for which a newer state of the stream makes no difference: a
	 * version conflict is thrown, a deadlock or serialization failure is retried.
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
