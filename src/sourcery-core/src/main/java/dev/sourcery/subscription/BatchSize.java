package dev.sourcery.subscription;

/**
 * How many events the next batch may have: few at first, more while there is a backlog,
 * and fewer after a failure. For one thread.
 */
final class BatchSize {

	private static final int FIRST = 32;

	private final int max;

	// what was too much for the memory is not tried again in the same backlog
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
	 * A batch has been applied.
	 * @param events its size
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
	 * @return whether it could have been smaller
	 */
	boolean halve() {
		boolean several = this.size > 1;
		this.size = Math.max(1, this.size / 2);
		return several;
	}

	/**
	 * Makes the batches of this backlog smaller.
	 * @return whether they could have been smaller
	 */
	boolean halveForGood() {
		boolean several = halve();
		this.ceiling = this.size;
		return several;
	}

}
