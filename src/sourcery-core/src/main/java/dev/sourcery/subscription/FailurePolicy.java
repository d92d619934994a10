package dev.sourcery.subscription;

import java.time.Duration;
import java.util.function.Supplier;

import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a lane continues after a failure, and the maximum number of events of its
 * next batch. A state machine without input or output; for one thread.
 */
final class FailurePolicy {

	private static final Failing NONE = new Failing(0, Duration.ZERO);

	private static final int TRANSIENT_FAILURES_OF_A_BATCH = 5;

	private final SubscriptionSettings settings;

	private final BatchSize batchSize;

	private final FailureAction action;

	// after a conflict or a transient failure the events of a batch are retried one by
	// one
	private int oneByOne;

	// a batch that fails is bisected, to find the event that fails: it is one of so many
	private int suspects;

	// of the same batch: permanent failures and transient failures
	private int failures;

	private int transientFailures;

	// after a resume: the failures before it
	private boolean resumed;

	private Failing forgiven = NONE;

	private @Nullable VersionConflictException lostRace;

	FailurePolicy(SubscriptionSettings settings, FailureAction action, int maxBatchSize) {
		this.settings = settings;
		this.action = action;
		this.batchSize = new BatchSize(maxBatchSize);
	}

	/**
	 * Returns the maximum number of events of the next batch.
	 */
	int limit() {
		if (this.oneByOne > 0) {
			return 1;
		}
		return (this.suspects > 0) ? Math.min((this.suspects + 1) / 2, this.batchSize.get()) : this.batchSize.get();
	}

	/**
	 * Returns whether the events of a failed batch are being retried in smaller batches.
	 */
	boolean isSplit() {
		return this.oneByOne > 0 || this.suspects > 0;
	}

	/**
	 * Records the duration of the transaction of a batch, before the batch counts as
	 * applied.
	 */
	void took(Duration duration) {
		this.batchSize.took(duration);
	}

	/**
	 * Records that a batch was applied.
	 */
	void applied(int events) {
		if (this.oneByOne > 0) {
			this.oneByOne--;
		}
		else if (this.suspects > 0) {
			this.suspects = Math.max(0, this.suspects - events);
		}
		else {
			this.batchSize.applied(events);
		}
	}

	/**
	 * Records that the lane has passed by an event that failed.
	 */
	void passed() {
		this.oneByOne = Math.max(0, this.oneByOne - 1);
		this.suspects = 0;
		this.failures = 0;
	}

	/**
	 * Records that all final events were applied.
	 */
	void caughtUp() {
		this.oneByOne = 0;
		this.suspects = 0;
		this.batchSize.caughtUp();
	}

	/**
	 * Resets all counts: the lane is at another position.
	 */
	void moved() {
		this.resumed = false;
		this.forgiven = NONE;
		this.failures = 0;
		this.transientFailures = 0;
		this.lostRace = null;
	}

	/**
	 * Grants the event the full time again, after the lane was blocked.
	 */
	void resumed() {
		this.resumed = true;
		this.failures = 0;
	}

	/**
	 * Decides how to continue after a failure.
	 * @param cause the failure
	 * @param size the number of events in the failed batch; 0 if reading failed
	 * @param failing records a failure of the event that cannot be due to the
	 * infrastructure, and returns its failures so far
	 */
	Decision failed(Throwable cause, int size, Supplier<Failing> failing) {
		if (isLostRace(cause)) {
			retryOneByOne(size);
			return new Decision.Retry();
		}
		if (TransientFailures.isTooLarge(cause) && this.batchSize.halveForGood()) {
			return new Decision.Split();
		}
		if (TransientFailures.isTransient(cause)) {
			return retryTransient(size);
		}
		if (size > 1) {
			this.oneByOne = 0;
			this.suspects = size;
			return new Decision.Split();
		}
		this.failures++;
		Failing soFar = failing.get();
		if (this.failures == 1 && this.resumed) {
			this.forgiven = soFar;
		}
		if (soFar.duration().minus(this.forgiven.duration()).compareTo(this.settings.giveUpAfter()) < 0) {
			return new Decision.RetryAfter(this.settings.delayBefore(this.failures));
		}
		return new Decision.GiveUp(this.action, soFar.attempts());
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
		if (this.transientFailures > TRANSIENT_FAILURES_OF_A_BATCH) {
			// the size of the batch may be the cause
			retryOneByOne(size);
		}
		return new Decision.RetryAfter(this.settings.delayBefore(this.transientFailures));
	}

	private void retryOneByOne(int size) {
		if (size > 1) {
			this.suspects = 0;
			this.oneByOne = size;
		}
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
		 * Apply the failure action of the subscription.
		 *
		 * @param action the action
		 * @param attempts the number of failed attempts
		 */
		record GiveUp(FailureAction action, int attempts) implements Decision {

		}

	}

}
