package dev.sourcery.subscription;

import java.time.Duration;

/**
 * The maximum number of events of the next batch: few at first, more while there is a
 * backlog and batches are short, and fewer after a failure or a long batch. For one
 * thread.
 */
final class BatchSize {

	private static final int FIRST = 32;

	// a longer transaction saves nothing, but keeps its locks, and is repeated as a whole
	private static final Duration LONG = Duration.ofSeconds(2);

	private final int max;

	// a size that exceeded the memory is not retried in the same backlog
	private int ceiling;

	private int size;

	private Duration duration = Duration.ZERO;

	BatchSize(int max) {
		this.max = max;
		this.ceiling = max;
		this.size = Math.min(FIRST, max);
	}

	int get() {
		return this.size;
	}

	/**
	 * Records the duration of the transaction of a batch.
	 * @param duration the duration
	 */
	void took(Duration duration) {
		this.duration = duration;
	}

	/**
	 * Records that a batch was applied.
	 * @param events the number of events in the batch
	 */
	void applied(int events) {
		if (this.duration.compareTo(LONG) > 0) {
			this.size = Math.max(1, Math.min(events, this.size) / 2);
		}
		else if (events >= this.size && this.duration.multipliedBy(2).compareTo(LONG) <= 0) {
			this.size = (int) Math.min(this.ceiling, 2L * this.size);
		}
		this.duration = Duration.ZERO;
	}

	void caughtUp() {
		this.ceiling = this.max;
		this.size = Math.min(FIRST, this.max);
	}

	/**
	 * Makes the next batch smaller.
	 * @return whether the batch size was greater than 1
	 */
	boolean halve() {
		boolean several = this.size > 1;
		this.size = Math.max(1, this.size / 2);
		return several;
	}

	/**
	 * Makes the batches of this backlog smaller.
	 * @return whether the batch size was greater than 1
	 */
	boolean halveForGood() {
		boolean several = halve();
		this.ceiling = this.size;
		return several;
	}

}
