package dev.sourcery.event;

/**
 * A label of an event, such as {@code course:c1}, for decisions that span streams.
 *
 * @param value the text of the tag
 */
public record Tag(String value) implements Comparable<Tag> {

	private static final int MAX_LENGTH = 255;

	/**
	 * Checks the text.
	 * @param value the text of the tag
	 * @throws IllegalArgumentException if the text is blank, longer than 255 characters,
	 * or contains a control character or a lone surrogate (PostgreSQL cannot store these)
	 */
	public Tag {
		int length = value.codePointCount(0, value.length());
		if (value.isBlank() || length > MAX_LENGTH) {
			throw new IllegalArgumentException(
					"A tag has 1 to %d characters and is not blank, but this has %d".formatted(MAX_LENGTH, length));
		}
		if (value.codePoints().anyMatch(StorableText::isUnstorable)) {
			throw new IllegalArgumentException("A tag has no control characters and no lone surrogates");
		}
	}

	/**
	 * A tag that names a kind of thing and one of them.
	 * @param name the kind, such as {@code course}
	 * @param id which one, such as {@code c1}
	 * @return the tag {@code name:id}
	 * @throws IllegalArgumentException if that cannot be a tag
	 */
	public static Tag of(String name, Object id) {
		return new Tag(name + ":" + id);
	}

	@Override
	public int compareTo(Tag other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
