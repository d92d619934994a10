package dev.sourcery.repository;

import java.math.BigInteger;
import java.util.UUID;

/**
 * Converts ids to text, the form in which they are part of the names of streams. Two ids
 * that are not equal must not have the same text. Implementations are thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface IdFormat {

	/**
	 * Returns the text of an id.
	 * @param id the id
	 * @return the text of the id
	 * @throws IllegalArgumentException if ids of its class are not supported
	 */
	String format(Object id);

	/**
	 * Returns the format that supports texts, UUIDs, integral numbers, enums, and records
	 * of one such value.
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
	 * Returns a format that delegates to another format for ids that {@link #standard()}
	 * does not support.
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
