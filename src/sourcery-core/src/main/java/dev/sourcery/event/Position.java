package dev.sourcery.event;

/**
 * The place of an event in the store-wide order. Positions grow but have holes; the
 * number means nothing by itself.
 *
 * @param value the 64-bit number; 0 stands before every event
 */
public record Position(long value) implements Comparable<Position> {

	/**
	 * The place before the first event.
	 */
	public static final Position START = new Position(0);

	/**
	 * Checks the number.
	 * @param value the 64-bit number
	 * @throws IllegalArgumentException if the number is negative
	 */
	public Position {
		if (value < 0) {
			throw new IllegalArgumentException("A position is never negative, but got " + value);
		}
	}

	/**
	 * Reads the form that {@link #toString()} writes.
	 * @param text the text form
	 * @return the position
	 * @throws IllegalArgumentException if the text is no position
	 */
	public static Position parse(String text) {
		try {
			return new Position(Long.parseLong(text));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'%s' is not a position".formatted(text), ex);
		}
	}

	/**
	 * Whether this position stands after another.
	 * @param other the other position
	 * @return {@code true} if it does
	 */
	public boolean isAfter(Position other) {
		return this.value > other.value;
	}

	@Override
	public int compareTo(Position other) {
		return Long.compare(this.value, other.value);
	}

	@Override
	public String toString() {
		return Long.toString(this.value);
	}

}
