package dev.sourcery.event;

import dev.sourcery.SourceryException;

/**
 * Thrown when a text cannot be the aggregate type or the id of a stream.
 *
 * @since 0.1
 */
public final class InvalidStreamIdException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String part;

	private final String value;

	InvalidStreamIdException(String part, String value, String rule) {
		super("The %s of a stream %s".formatted(part, rule), null);
		this.part = part;
		this.value = value;
	}

	/**
	 * Returns the part of the stream's name to which the text belongs.
	 * @return {@code aggregate type} or {@code id}
	 */
	public String part() {
		return this.part;
	}

	/**
	 * Returns the refused text.
	 * @return the text, of any length and with any characters
	 */
	public String value() {
		return this.value;
	}

}
