package dev.sourcery.tail;

/**
 * One uninterrupted run of the database server on one set of tables. Conclusions from
 * earlier reads are valid as long as the incarnation stays the same: a crash, a fail-over
 * or a restored backup may remove events, and their positions are drawn again for other
 * events. The value is opaque; only its equality is significant.
 *
 * @since 0.1
 * @param value an opaque value, different for each incarnation
 */
public record ServerIncarnation(String value) {

	@Override
	public String toString() {
		return this.value;
	}

}
