package dev.sourcery.failure;

import java.time.Duration;

/**
 * Delays between attempts, each twice as long as the one before, up to a maximum.
 *
 * @since 0.1
 * @param first the delay before the first retry
 * @param longest the maximum delay
 */
public record Backoff(Duration first, Duration longest) {

	private static final int MAX_DOUBLINGS = 40;

	/**
	 * Returns the delay before a retry.
	 * @param retry the number of the retry, from 1
	 * @return the delay
	 */
	public Duration delayBefore(long retry) {
		Duration delay = this.first.multipliedBy(1L << Math.min(retry - 1, MAX_DOUBLINGS));
		return (delay.compareTo(this.longest) < 0) ? delay : this.longest;
	}

	/**
	 * Returns a delay between half of the delay before a retry and all of it, so that
	 * concurrent callers do not retry at the same time.
	 * @param retry the number of the retry, from 1
	 * @param random a random number from 0 to 1
	 * @return the delay
	 */
	public Duration jitteredDelayBefore(long retry, double random) {
		return Duration.ofNanos((long) (delayBefore(retry).toNanos() * (0.5 + random / 2)));
	}

}
