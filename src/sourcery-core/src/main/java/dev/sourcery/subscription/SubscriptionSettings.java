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
 * @param giveUpAfter time for which an event may keep failing before the failure action
 * of the projection applies
 * @param firstDelay delay before the first retry; it doubles with each retry
 * @param longestDelay maximum delay before a retry
 * @param stopTimeout maximum time to wait for a batch in progress when stopping
 * @param heldWarnAfter time for which another session may hold a checkpoint before a
 * warning is logged
 * @param maxConnections maximum number of lanes of a node that use a database connection
 * at the same time
 */
public record SubscriptionSettings(int batchSize, Duration pollInterval, Duration giveUpAfter, Duration firstDelay,
		Duration longestDelay, Duration stopTimeout, Duration heldWarnAfter, int maxConnections) {

	private static final Duration HELD_WARN_AFTER = Duration.ofSeconds(10);

	private static final int MAX_CONNECTIONS = 4;

	/**
	 * Checks the numbers.
	 * @param batchSize maximum number of events in one transaction
	 * @param pollInterval interval at which projections poll for events they were not
	 * notified of
	 * @param giveUpAfter time for which an event may keep failing before the failure
	 * action of the projection applies
	 * @param firstDelay delay before the first retry
	 * @param longestDelay maximum delay before a retry
	 * @param stopTimeout maximum time to wait for a batch in progress when stopping
	 * @param heldWarnAfter time for which another session may hold a checkpoint before a
	 * warning is logged
	 * @param maxConnections maximum number of lanes of a node that use a database
	 * connection at the same time
	 * @throws IllegalArgumentException if a number is negative, or the batch size, the
	 * poll interval or the number of connections is not positive
	 */
	public SubscriptionSettings {
		if (batchSize < 1 || pollInterval.isNegative() || pollInterval.isZero() || giveUpAfter.isNegative()
				|| firstDelay.isNegative() || longestDelay.isNegative() || stopTimeout.isNegative()
				|| heldWarnAfter.isNegative() || maxConnections < 1) {
			throw new IllegalArgumentException(
					"Projections need a positive batch size, poll interval and number of connections, and no negative times, but got %d, %s, %s, %s, %s, %s, %s, %d"
						.formatted(batchSize, pollInterval, giveUpAfter, firstDelay, longestDelay, stopTimeout,
								heldWarnAfter, maxConnections));
		}
	}

	/**
	 * Creates settings with at most 4 connections.
	 * @param batchSize maximum number of events in one transaction
	 * @param pollInterval interval at which projections poll for events they were not
	 * notified of
	 * @param giveUpAfter time for which an event may keep failing before the failure
	 * action of the projection applies
	 * @param firstDelay delay before the first retry
	 * @param longestDelay maximum delay before a retry
	 * @param stopTimeout maximum time to wait for a batch in progress when stopping
	 * @param heldWarnAfter time for which another session may hold a checkpoint before a
	 * warning is logged
	 * @throws IllegalArgumentException if a number is negative, or the batch size or poll
	 * interval is not positive
	 */
	public SubscriptionSettings(int batchSize, Duration pollInterval, Duration giveUpAfter, Duration firstDelay,
			Duration longestDelay, Duration stopTimeout, Duration heldWarnAfter) {
		this(batchSize, pollInterval, giveUpAfter, firstDelay, longestDelay, stopTimeout, heldWarnAfter,
				MAX_CONNECTIONS);
	}

	/**
	 * Creates settings with which a warning is logged when another session has held a
	 * checkpoint for 10 seconds.
	 * @param batchSize maximum number of events in one transaction
	 * @param pollInterval interval at which projections poll for events they were not
	 * notified of
	 * @param giveUpAfter time for which an event may keep failing before the failure
	 * action of the projection applies
	 * @param firstDelay delay before the first retry
	 * @param longestDelay maximum delay before a retry
	 * @param stopTimeout maximum time to wait for a batch in progress when stopping
	 * @throws IllegalArgumentException if a number is negative, or the batch size or poll
	 * interval is not positive
	 */
	public SubscriptionSettings(int batchSize, Duration pollInterval, Duration giveUpAfter, Duration firstDelay,
			Duration longestDelay, Duration stopTimeout) {
		this(batchSize, pollInterval, giveUpAfter, firstDelay, longestDelay, stopTimeout, HELD_WARN_AFTER,
				MAX_CONNECTIONS);
	}

	/**
	 * Returns the default settings: batches of up to 1,000 events, a poll interval of 500
	 * milliseconds, delays of retries from 100 milliseconds to 10 seconds, 30 seconds
	 * until an event is given up, and a stop timeout of 10 seconds.
	 * @return the settings
	 */
	public static SubscriptionSettings standard() {
		return new SubscriptionSettings(1000, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMillis(100),
				Duration.ofSeconds(10), Duration.ofSeconds(10));
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
