package dev.sourcery.repository;

import java.math.BigInteger;
import java.util.UUID;

/**
 * Turns ids into text, the form in which they name streams. Two ids that are not equal
 * must not get the same text. Implementations are thread-safe.
 */
@FunctionalInterface
public interface IdFormat {

	/**
	 * The text of an id.
	 * @param id the id
	 * @return its text
	 * @throws IllegalArgumentException if ids of its class are not known
	 */
	String format(Object id);

	/**
	 * Knows texts, UUIDs, integral numbers, enums, and records of one such value.
	 * @return the format
	 */
	static IdFormat standard() {
		return orElse((id) -> {
			throw new IllegalArgumentException(
					"%s cannot be used as an id. Use a String, a UUID, an integral number, a record of one of these, or register a converter to String."
						.formatted(id.getClass().getName()));
		});
	}

	/**
	 * As {@link #standard()}, and asks another format for what that does not know.
	 * @param other the other format
	 * @return the format
	 */
	static IdFormat orElse(IdFormat other) {
		SingleValueRecords records = new SingleValueRecords();
		return new IdFormat() {
			@Override
			public String format(Object id) {
				if (id instanceof String text) {
					return text;
				}
				if (id instanceof UUID || id instanceof Long || id instanceof Integer || id instanceof Short
						|| id instanceof Byte || id instanceof BigInteger) {
					return id.toString();
				}
				if (id instanceof Enum<?> constant) {
					return constant.name();
				}
				return records.valueOf(id).map(this::format).orElseGet(() -> other.format(id));
			}
		};
	}

}
