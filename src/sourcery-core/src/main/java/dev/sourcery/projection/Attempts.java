package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.failure.Backoff;

/**
 * The times of attempts that are repeated with increasing delays while they fail. For one
 * thread.
 */
final class Attempts {

	private final Backoff delays;

	private int failures;

	private long next = System.nanoTime();

	Attempts(Backoff delays) {
		this.delays = delays;
	}

	boolean areDue() {
		return System.nanoTime() - this.next >= 0;
	}

	/**
	 * Records that an attempt has succeeded.
	 * @param pause the time until the next one
	 */
	void succeeded(Duration pause) {
		this.failures = 0;
		this.next = System.nanoTime() + pause.toNanos();
	}

	/**
	 * Records that an attempt has failed.
	 * @return the time until the next one
	 */
	Duration failed() {
		this.failures++;
		Duration delay = this.delays.delayBefore(this.failures);
		this.next = System.nanoTime() + delay.toNanos();
		return delay;
	}

}
