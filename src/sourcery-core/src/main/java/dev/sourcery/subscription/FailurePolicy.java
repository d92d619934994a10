package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a lane continues after a failure, and the maximum number of events of its
 * next batch. A state machine without input or output; for one thread.
 */
final class FailurePolicy {

	private final SubscriptionSettings settings;

	private final BatchSize batchSize;

	// a batch that fails is retried event by event, to find the event that fails
	private int oneByOne;

	// of the same batch: permanent failures and transient failures
	private int failures;

	private int transientFailures;

	private @Nullable VersionConflictException lostRace;

	FailurePolicy(SubscriptionSettings settings, int maxBatchSize) {
		this.settings = settings;
		this.batchSize = new BatchSize(maxBatchSize);
	}

	/**
	 * Returns the maximum number of events of the next batch.
	 */
	int limit() {
		return (this.oneByOne > 0) ? 1 : this.batchSize.get();
	}

	/**
	 * Returns whether the events of a failed batch are being retried one by one.
	 */
	boolean isSplit() {
		return this.oneByOne > 0;
	}

	/**
	 * Records that a batch was applied.
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
	 * Records that all final events were applied.
	 */
	void caughtUp() {
		this.oneByOne = 0;
		this.batchSize.caughtUp();
	}

	/**
	 * Resets all counts: the lane is at another position.
	 */
	void moved() {
		this.failures = 0;
		this.transientFailures = 0;
		this.lostRace = null;
	}

	/**
	 * Resets the count of permanent failures, after the lane was blocked.
	 */
	void resumed() {
		this.failures = 0;
	}

	/**
	 * Decides how to continue after a failure.
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
	 * Returns whether a handler that issues commands conflicted with a concurrent writer.
	 * This is not an error: the next attempt reads the events that the other writer has
	 * stored. A handler with the same conflict again expects a version that the stream
	 * will not reach.
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
	 * Retries the events of a batch one by one.
	 * @return whether the batch had more than one event
	 */
	private boolean split(int size) {
		if (size <= 1) {
			return false;
		}
		this.oneByOne = size;
		return true;
	}

	/**
	 * The action of a lane after a failure.
	 */
	sealed interface Decision {

		/**
		 * Retry immediately; there was no error.
		 */
		record Retry() implements Decision {

		}

		/**
		 * Retry immediately with fewer events.
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
