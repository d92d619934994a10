package dev.sourcery.repository;

import java.time.Duration;

import dev.sourcery.failure.Backoff;

/**
 * The retry policy of a repository for version conflicts, deadlocks and serialization
 * failures where the repository owns the transaction. The first retry follows
 * immediately. The delay before further retries doubles from the first to the longest
 * delay; the actual delay is a random value between half of it and all of it, so that
 * concurrent writers do not retry at the same time.
 *
 * @since 0.1
 * @param maxRetries the maximum number of retries after the first attempt; 0 means none
 * @param firstDelay the delay before the second retry
 * @param longestDelay the maximum delay
 */
public record ConflictRetry(int maxRetries, Duration firstDelay, Duration longestDelay) {

	/**
	 * Validates the components.
	 * @param maxRetries the maximum number of retries after the first attempt
	 * @param firstDelay the delay before the second retry
	 * @param longestDelay the maximum delay
	 * @throws IllegalArgumentException if a component is negative
	 */
	public ConflictRetry {
		if (maxRetries < 0 || firstDelay.isNegative() || longestDelay.isNegative()) {
			throw new IllegalArgumentException(
					"Retries and delays are never negative, but got %d retries, delays from %s to %s"
						.formatted(maxRetries, firstDelay, longestDelay));
		}
	}

	/**
	 * Returns a policy of ten retries, the first immediately, the others delayed by 1 to
	 * 100 milliseconds.
	 * @return the policy
	 */
	public static ConflictRetry standard() {
		return new ConflictRetry(10, Duration.ofMillis(1), Duration.ofMillis(100));
	}

	/**
	 * Returns a policy without retries.
	 * @return the policy
	 */
	public static ConflictRetry none() {
		return new ConflictRetry(0, Duration.ZERO, Duration.ZERO);
	}

	Duration delayBefore(int retry, double random) {
		if (retry == 1) {
			return Duration.ZERO;
		}
		return new Backoff(this.firstDelay, this.longestDelay).jitteredDelayBefore(retry - 1, random);
	}

}
