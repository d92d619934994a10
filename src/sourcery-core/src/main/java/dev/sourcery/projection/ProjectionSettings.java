package dev.sourcery.projection;

import java.time.Duration;

/**
 * How asynchronous projections run.
 *
 * @param batchSize how many events go into one transaction at the most
 * @param pollInterval how often at the least a projection looks for events of which no
 * signal told it
 * @param maxRetries how often a failing event is tried again before the projection blocks
 * @param firstDelay the delay before the first retry; it doubles with each
 * @param longestDelay no delay is longer
 * @param stopTimeout how long stopping waits for a batch that is under way
 */
public record ProjectionSettings(int batchSize, Duration pollInterval, int maxRetries, Duration firstDelay,
		Duration longestDelay, Duration stopTimeout, Duration heldWarnAfter) {

	private static final Duration HELD_WARN_AFTER = Duration.ofSeconds(10);

	/**
	 * Checks the numbers.
	 * @param batchSize how many events go into one transaction at the most
	 * @param pollInterval how often at the least a projection looks for events of which
	 * no signal told it
	 * @param maxRetries how often a failing event is tried again before the projection
	 * blocks
	 * @param firstDelay the delay before the first retry
	 * @param longestDelay no delay is longer
	 * @param stopTimeout how long stopping waits for a batch that is under way
	 * @param heldWarnAfter how long a checkpoint may be held by another session before a
	 * warning is logged
	 * @throws IllegalArgumentException if one is negative, or the batch size or poll
	 * interval not positive
	 */
	public ProjectionSettings {
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
	 * Checks the numbers; a checkpoint that is held for 10 seconds leads to a warning.
	 * @param batchSize maximum number of events in one transaction
	 * @param pollInterval interval at which projections poll for events they were not
	 * notified of
	 * @param maxRetries how often a failing event is retried before the projection blocks
	 * @param firstDelay the delay before the first retry
	 * @param longestDelay no delay is longer
	 * @param stopTimeout how long stopping waits for a batch that is under way
	 * @throws IllegalArgumentException if one is negative, or the batch size or poll
	 * interval not positive
	 */
	public ProjectionSettings(int batchSize, Duration pollInterval, int maxRetries, Duration firstDelay,
			Duration longestDelay, Duration stopTimeout) {
		this(batchSize, pollInterval, maxRetries, firstDelay, longestDelay, stopTimeout, HELD_WARN_AFTER);
	}

	/**
	 * Batches of up to 1,000 events, a poll every 250 milliseconds, 5 retries delayed
	 * from 100 milliseconds to 10 seconds, 10 seconds to stop.
	 * @return the settings
	 */
	public static ProjectionSettings standard() {
		return new ProjectionSettings(1000, Duration.ofMillis(250), 5, Duration.ofMillis(100), Duration.ofSeconds(10),
				Duration.ofSeconds(10));
	}

	/**
	 * The delay before a retry.
	 * @param retry the number of the retry, from 1
	 * @return the delay
	 */
	Duration delayBefore(int retry) {
		Duration delay = this.firstDelay.multipliedBy(1L << Math.min(retry - 1, 20));
		return (delay.compareTo(this.longestDelay) < 0) ? delay : this.longestDelay;
	}

}
