package dev.sourcery.tail;

import dev.sourcery.event.Position;

/**
 * A read of a page.
 *
 * @param after the position after which it begins
 * @param end the last position
 * @param limit maximum number of events
 * @param settled the settled position
 */
record PageRead(Position after, Position end, int limit, SettledPosition settled) {

	PageRead atLeast(int events) {
		return (this.limit < events) ? new PageRead(this.after, this.end, events, this.settled) : this;
	}

	/**
	 * Returns the read of as many positions after another position.
	 */
	PageRead from(Position next) {
		long last = next.value() + this.end.value() - this.after.value();
		Position to = (last < this.settled.position().value()) ? new Position(last) : this.settled.position();
		return new PageRead(next, to, this.limit, this.settled);
	}

	/**
	 * Returns whether there is no settled position to read.
	 */
	boolean isEmpty() {
		return !this.settled.position().isAfter(this.after);
	}

}
