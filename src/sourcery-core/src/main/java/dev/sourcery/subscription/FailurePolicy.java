package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a lane continues after a failure, and how many events its next batch may
 * have. A state machine without input or output; for one thread.
 */
final class FailurePolicy {

	private final SubscriptionSettings settings;

	private final BatchSize batchSize;

	// a batch that fails is repeated event by event, to find the one that fails
	private int oneByOne;

	// of the same batch: permanent failures, and transient ones
	private int failures;

	private int transientFailures;

	private @Nullable VersionConflictException lostRace;

	FailurePolicy(SubscriptionSettings settings, int maxBatchSize) {
		this.settings = settings;
		this.batchSize = new BatchSize(maxBatchSize);
	}

	/**
	 * Maximum number of events of the next batch.
	 */
	int limit() {
		return (this.oneByOne > 0) ? 1 : this.batchSize.get();
	}

	/**
	 * Whether the events of a failed batch are being repeated one by one.
	 */
	boolean isSplit() {
		return this.oneByOne > 0;
	}

	/**
	 * Notes that a batch was applied.
	 */
	void applied(int events) {
		if (this.oneByOne > 0) {
			this.oneByOne--;
		}
		else {
			this.batchSize.applied(events);
		}
	}

	/**
	 * Notes that all final events were applied.
	 */
	void caughtUp() {
		this.oneByOne = 0;
		this.batchSize.caughtUp();
	}

	/**
	 * Starts to count anew: the lane is at another position.
	 */
	void moved() {
		this.failures = 0;
		this.transientFailures = 0;
		this.lostRace = null;
	}

	/**
	 * Starts to count permanent failures anew, after the lane was blocked.
	 */
	void resumed() {
		this.failures = 0;
	}

	/**
	 * Decides after a failure.
	 * @param cause the failure
	 * @param size the number of events in the failed batch; 0 if reading failed
	 */
	Decision failed(Throwable cause, int size) {
		if (isLostRace(cause)) {
			split(size);
			return new Decision.Retry();
		}
		if (TransientFailures.isTooLarge(cause) && this.batchSize.halveForGood()) {
			return new Decision.Split();
		}
		if (TransientFailures.isTransient(cause)) {
			return retryTransient(size);
		}
		if (split(size)) {
			return new Decision.Split();
		}
		if (this.failures < this.settings.maxRetries()) {
			this.failures++;
			return new Decision.RetryAfter(this.settings.delayBefore(this.failures));
		}
		return new Decision.Block(this.failures + 1);
	}

	/**
	 * Whether a handler that issues commands met another writer, so that nothing is
	 * wrong: the next attempt reads what the other writer has stored. A handler that
	 * meets the same conflict again expects a version that never comes.
	 */
	private boolean isLostRace(Throwable cause) {
		VersionConflictException conflict = TransientFailures.conflictIn(cause);
		VersionConflictException before = this.lostRace;
		this.lostRace = conflict;
		return conflict != null && (before == null || !conflict.stream().equals(before.stream())
				|| !conflict.expected().equals(before.expected()));
	}

	private Decision retryTransient(int size) {
		this.batchSize.halve();
		this.transientFailures++;
		if (this.transientFailures > this.settings.maxRetries()) {
			// the size of the batch may be the cause
			split(size);
		}
		return new Decision.RetryAfter(this.settings.delayBefore(this.transientFailures));
	}

	/**
	 * Repeats the events of a batch one by one.
	 * @return whether the batch had several
	 */
	private boolean split(int size) {
		if (size <= 1) {
			return false;
		}
		this.oneByOne = size;
		return true;
	}

	/**
	 * What a lane does after a failure.
	 */
	sealed interface Decision {

		/**
		 * Retry at once; nothing is wrong.
		 */
		record Retry() implements Decision {

		}

		/**
		 * Retry at once with fewer events.
		 */
		record Split() implements Decision {

		}

		/**
		 * Retry after a delay.
		 *
		 * @param delay the delay
		 */
		record RetryAfter(Duration delay) implements Decision {

		}

		/**
		 * Stop until a person intervenes.
		 *
		 * @param attempts the number of failed attempts
		 */
		record Block(int attempts) implements Decision {

		}

	}

}
