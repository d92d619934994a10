package dev.sourcery.event;

import dev.sourcery.SourceryException;

/**
 * A text cannot be the aggregate type or the id of a stream.
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
	 * Which part of the stream's name it was to be.
	 * @return {@code aggregate type} or {@code id}
	 */
	public String part() {
		return this.part;
	}

	/**
	 * The text that is refused.
	 * @return the text, of any length and with any characters
	 */
	public String value() {
		return this.value;
	}

}
