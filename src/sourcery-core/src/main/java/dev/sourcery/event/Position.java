package dev.sourcery.event;

/**
 * The place of an event in the store-wide order. Positions increase but have holes; the
 * number itself has no meaning.
 *
 * @since 0.1
 * @param value the 64-bit number; 0 is before every event
 */
public record Position(long value) implements Comparable<Position> {

	/**
	 * The position before the first event.
	 */
	public static final Position START = new Position(0);

	/**
	 * Validates the number.
	 * @param value the 64-bit number
	 * @throws IllegalArgumentException if the number is negative
	 */
	public Position {
		if (value < 0) {
			throw new IllegalArgumentException("A position is never negative, but got " + value);
		}
	}

	/**
	 * Parses the text form that {@link #toString()} returns.
	 * @param text the text form
	 * @return the position
	 * @throws IllegalArgumentException if the text is not a position
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
	 * Returns whether this position is after another one.
	 * @param other the other position
	 * @return {@code true} if this position is after the other one
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
