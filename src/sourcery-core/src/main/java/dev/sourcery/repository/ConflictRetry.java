package dev.sourcery.repository;

import java.time.Duration;

/**
 * How a repository answers version conflicts, deadlocks and serialization failures where
 * it owns the transaction. The first retry follows at once. The delay before further ones
 * doubles from the first to the longest and is drawn at random between half of it and all
 * of it, so that rivals part.
 *
 * @param maxRetries how many attempts follow the first; 0 means none
 * @param firstDelay the delay before the second retry
 * @param longestDelay no delay is longer
 */
public record ConflictRetry(int maxRetries, Duration firstDelay, Duration longestDelay) {

	/**
	 * Checks the numbers.
	 * @param maxRetries how many attempts follow the first
	 * @param firstDelay the delay before the second retry
	 * @param longestDelay no delay is longer
	 * @throws IllegalArgumentException if one is negative
	 */
	public ConflictRetry {
		if (maxRetries < 0 || firstDelay.isNegative() || longestDelay.isNegative()) {
			throw new IllegalArgumentException(
					"Retries and delays are never negative, but got %d retries, delays from %s to %s"
						.formatted(maxRetries, firstDelay, longestDelay));
		}
	}

	/**
	 * Ten retries, the first at once, the others delayed from 1 to 100 milliseconds.
	 * @return the policy
	 */
	public static ConflictRetry standard() {
		return new ConflictRetry(10, Duration.ofMillis(1), Duration.ofMillis(100));
	}

	/**
	 * No retries.
	 * @return the policy
	 */
	public static ConflictRetry none() {
		return new ConflictRetry(0, Duration.ZERO, Duration.ZERO);
	}

	Duration delayBefore(int retry, double random) {
		if (retry == 1) {
			return Duration.ZERO;
		}
		Duration doubled = this.firstDelay.multipliedBy(1L << Math.min(retry - 2, 20));
		Duration full = (doubled.compareTo(this.longestDelay) < 0) ? doubled : this.longestDelay;
		return Duration.ofNanos((long) (full.toNanos() * (0.5 + random / 2)));
	}

}
