package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.failure.Backoff;

/**
 * Settings of asynchronous projections.
 *
 * @since 0.1
 * @param batchSize maximum number of events in one transaction
 * @param pollInterval interval at which projections poll for events they were not
 * notified of
 * @param maxRetries maximum number of retries of a failing event before the projection
 * blocks
 * @param firstDelay delay before the first retry; it doubles with each retry
 * @param longestDelay maximum delay before a retry
 * @param stopTimeout maximum time to wait for a batch in progress when stopping
 * @param heldWarnAfter time for which another session may hold a checkpoint before a
 * warning is logged
 */
public record SubscriptionSettings(int batchSize, Duration pollInterval, int maxRetries, Duration firstDelay,
		Duration longestDelay, Duration stopTimeout, Duration heldWarnAfter) {

	private static final Duration HELD_WARN_AFTER = Duration.ofSeconds(10);

	/**
	 * Checks the numbers.
	 * @param batchSize maximum number of events in one transaction
	 * @param pollInterval interval at which projections poll for events they were not
	 * notified of
	 * @param maxRetries maximum number of retries of a failing event before the
	 * projection blocks
	 * @param firstDelay delay before the first retry
	 * @param longestDelay maximum delay before a retry
	 * @param stopTimeout maximum time to wait for a batch in progress when stopping
	 * @param heldWarnAfter time for which another session may hold a checkpoint before a
	 * warning is logged
	 * @throws IllegalArgumentException if a number is negative, or the batch size or poll
	 * interval is not positive
	 */
	public SubscriptionSettings {
		if (batchSize < 1 || pollInterval.isNegative() || pollInterval.isZero() || maxRetries < 0
				|| firstDelay.isNegative() || longestDelay.isNegative() || stopTimeout.isNegative()
				|| heldWarnAfter.isNegative()) {
			throw new IllegalArgumentException(
					"Projections need a positive batch size and poll interval, and no negative retries or delays, but got %d, %s, %d, %s, %s, %s, %s"
						.formatted(batchSize, pollInterval, maxRetries, firstDelay, longestDelay, stopTimeout,
								heldWarnAfter));
		}
	}

	/**
	 * Creates settings with which a warning is logged when another session has held a
	 * checkpoint for 10 seconds.
	 * @param batchSize maximum number of events in one transaction
	 * @param pollInterval interval at which projections poll for events they were not
	 * notified of
	 * @param maxRetries maximum number of retries of a failing event before the
	 * projection blocks
	 * @param firstDelay delay before the first retry
	 * @param longestDelay maximum delay before a retry
	 * @param stopTimeout maximum time to wait for a batch in progress when stopping
	 * @throws IllegalArgumentException if a number is negative, or the batch size or poll
	 * interval is not positive
	 */
	public SubscriptionSettings(int batchSize, Duration pollInterval, int maxRetries, Duration firstDelay,
			Duration longestDelay, Duration stopTimeout) {
		this(batchSize, pollInterval, maxRetries, firstDelay, longestDelay, stopTimeout, HELD_WARN_AFTER);
	}

	/**
	 * Returns the default settings: batches of up to 1,000 events, a poll interval of 250
	 * milliseconds, 5 retries with delays from 100 milliseconds to 10 seconds, and a stop
	 * timeout of 10 seconds.
	 * @return the settings
	 */
	public static SubscriptionSettings standard() {
		return new SubscriptionSettings(1000, Duration.ofMillis(250), 5, Duration.ofMillis(100), Duration.ofSeconds(10),
				Duration.ofSeconds(10));
	}

	/**
	 * Returns the delay before a retry.
	 * @param retry the number of the retry, from 1
	 * @return the delay
	 */
	Duration delayBefore(int retry) {
		return new Backoff(this.firstDelay, this.longestDelay).delayBefore(retry);
	}

}
