package dev.sourcery.event;

/**
 * A label of an event, such as {@code course:c1}, for decisions that span streams.
 *
 * @since 0.1
 * @param value the text of the tag
 */
public record Tag(String value) implements Comparable<Tag> {

	/**
	 * Validates the text.
	 * @param value the text of the tag
	 * @throws IllegalArgumentException if the text is blank, longer than 255 characters,
	 * or contains a control character or a lone surrogate (PostgreSQL cannot store these)
	 */
	public Tag {
		String problem = StorableName.problemOf(value);
		if (problem != null) {
			throw new IllegalArgumentException("A tag " + problem);
		}
	}

	/**
	 * Creates a tag from a kind of object and the id of one object of that kind.
	 * @param name the kind, such as {@code course}
	 * @param id the id of the object, such as {@code c1}
	 * @return the tag {@code name:id}
	 * @throws IllegalArgumentException if the text is not a valid tag
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
