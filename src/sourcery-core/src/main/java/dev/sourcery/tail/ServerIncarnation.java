package dev.sourcery.tail;

/**
 * One uninterrupted run of the database server on one set of tables. Conclusions from
 * earlier reads hold as long as the incarnation stays the same: a crash, a fail-over or a
 * restored backup may take events back, and their positions are drawn again for others.
 * The value is opaque; only its equality counts.
 *
 * @param value an opaque value, different for each incarnation
 */
public record ServerIncarnation(String value) {

	@Override
	public String toString() {
		return this.value;
	}

}
