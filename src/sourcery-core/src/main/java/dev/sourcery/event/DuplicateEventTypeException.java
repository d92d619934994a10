package dev.sourcery.event;

import dev.sourcery.SourceryException;

/**
 * Thrown when two classes declare the same event type.
 *
 * @since 0.1
 */
public final class DuplicateEventTypeException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient EventTypeName type;

	private final Class<?> first;

	private final Class<?> second;

	DuplicateEventTypeException(EventTypeName type, Class<?> first, Class<?> second) {
		super("Event type '%s' is claimed by both %s and %s".formatted(type, first.getName(), second.getName()),
				"Give one of them another name or schema version in @EventType.", null);
		this.type = type;
		this.first = first;
		this.second = second;
	}

	/**
	 * Returns the duplicate event type.
	 * @return the event type
	 */
	public EventTypeName type() {
		return this.type;
	}

	/**
	 * Returns the class that declared the type first.
	 * @return the class
	 */
	public Class<?> first() {
		return this.first;
	}

	/**
	 * Returns the class that declared the type second.
	 * @return the class
	 */
	public Class<?> second() {
		return this.second;
	}

}
