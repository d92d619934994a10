package dev.sourcery.event;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * An event or its metadata cannot be written as JSON. Nothing was stored.
 */
public final class EventEncodingException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> eventClass;

	/**
	 * Creates the exception.
	 * @param eventClass class of the event or metadata
	 * @param reason why it cannot be written, without the content
	 * @param cause what caused it, or {@code null}
	 */
	public EventEncodingException(Class<?> eventClass, String reason, @Nullable Throwable cause) {
		super("%s cannot be stored: %s".formatted(eventClass.getName(), reason), cause);
		this.eventClass = eventClass;
	}

	/**
	 * The class that cannot be written.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

}
