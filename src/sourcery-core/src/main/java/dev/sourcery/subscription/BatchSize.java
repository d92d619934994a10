package dev.sourcery.subscription;

/**
 * The maximum number of events of the next batch: few at first, more while there is a
 * backlog, and fewer after a failure. For one thread.
 */
final class BatchSize {

	private static final int FIRST = 32;

	private final int max;

	// a size that exceeded the memory is not retried in the same backlog
	private int ceiling;

	private int size;

	BatchSize(int max) {
		this.max = max;
		this.ceiling = max;
		this.size = Math.min(FIRST, max);
	}

	int get() {
		return this.size;
	}

	/**
	 * Records that a batch was applied.
	 * @param events the number of events in the batch
	 */
	void applied(int events) {
		if (events >= this.size) {
			this.size = (int) Math.min(this.ceiling, 2L * this.size);
		}
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
