package dev.sourcery.event;

/**
 * Names a stream: the events of one aggregate instance.
 *
 * @param aggregateType the aggregate's type, such as {@code account}
 * @param id the id of the instance, in text form
 */
public record StreamId(String aggregateType, String id) implements Comparable<StreamId> {

	private static final int MAX_LENGTH = 255;

	/**
	 * Checks the parts.
	 * @param aggregateType the aggregate's type
	 * @param id the id of the instance
	 * @throws InvalidStreamIdException if a part is blank, longer than 255 characters, or
	 * contains a control character or a lone surrogate (PostgreSQL cannot store these)
	 */
	public StreamId {
		check("aggregate type", aggregateType);
		check("id", id);
	}

	private static void check(String part, String value) {
		if (!isPlain(value)) {
			checkAny(part, value);
		}
	}

	// runs for every stream that is read, and nearly all names are so
	private static boolean isPlain(String value) {
		if (value.isEmpty() || value.length() > MAX_LENGTH) {
			return false;
		}
		for (int i = 0; i < value.length(); i++) {
			if (value.charAt(i) <= ' ' || value.charAt(i) > '~') {
				return false;
			}
		}
		return true;
	}

	private static void checkAny(String part, String value) {
		int length = value.codePointCount(0, value.length());
		if (value.isBlank() || length > MAX_LENGTH) {
			throw new InvalidStreamIdException(part, value,
					"has 1 to %d characters and is not blank, but this has %d".formatted(MAX_LENGTH, length));
		}
		for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
			if (StorableText.isUnstorable(value.codePointAt(i))) {
				throw new InvalidStreamIdException(part, value, "has no control characters and no lone surrogates");
			}
		}
	}

	/**
	 * Orders by aggregate type, then id. Appends to several streams follow this order, so
	 * that two of them never wait for each other.
	 */
	@Override
	public int compareTo(StreamId other) {
		int byType = this.aggregateType.compareTo(other.aggregateType);
		return (byType != 0) ? byType : this.id.compareTo(other.id);
	}

	@Override
	public String toString() {
		return this.aggregateType + "/" + this.id;
	}

}
