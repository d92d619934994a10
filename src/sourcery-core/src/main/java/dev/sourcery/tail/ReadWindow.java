package dev.sourcery.tail;

import dev.sourcery.event.Position;

/**
 * The number of positions that one statement covers. Events of other types lie between
 * those that are handled, and a statement that must skip all of them at once may exceed a
 * time limit on each retry. For one thread.
 */
final class ReadWindow {

	private static final long MAX = 100_000;

	private static final long MIN = 100;

	// so that a permanent limit is exceeded once in this number of reads, not with every
	// second read
	private static final int READS_BEFORE_GROWTH = 100;

	private long positions = MAX;

	private int reads;

	/**
	 * Returns the last position to read in one statement.
	 */
	Position end(Position after, Position settled) {
		long distance = settled.value() - after.value();
		return (distance <= this.positions) ? settled : new Position(after.value() + this.positions);
	}

	void read() {
		this.reads++;
		if (this.reads >= READS_BEFORE_GROWTH) {
			this.reads = 0;
			this.positions = Math.min(MAX, 2 * this.positions);
		}
	}

	void timedOut() {
		this.reads = 0;
		this.positions = Math.max(MIN, this.positions / 2);
	}

}
