package dev.sourcery.repository;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import dev.sourcery.store.EventStore;
import dev.sourcery.store.VersionConflictException;

/**
 * Answers version conflicts by trying again, but only where the attempt was a transaction
 * of its own: in a caller's transaction a conflict has spoilt that transaction.
 */
final class Conflicts {

	private final EventStore store;

	private final ConflictRetry retry;

	Conflicts(EventStore store, ConflictRetry retry) {
		this.store = store;
		this.retry = retry;
	}

	<T> T retrying(Supplier<T> attempt) {
		int retries = this.store.inCallersTransaction() ? 0 : this.retry.maxRetries();
		for (int failed = 1;; failed++) {
			try {
				return attempt.get();
			}
			catch (VersionConflictException ex) {
				if (failed > retries || Thread.currentThread().isInterrupted()) {
					throw ex;
				}
				LockSupport
					.parkNanos(this.retry.delayBefore(failed, ThreadLocalRandom.current().nextDouble()).toNanos());
			}
		}
	}

}
