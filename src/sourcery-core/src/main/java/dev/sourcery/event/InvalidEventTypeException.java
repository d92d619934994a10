package dev.sourcery.event;

import dev.sourcery.SourceryException;

/**
 * Thrown when an {@link EventType @EventType} has a name or a schema version that cannot
 * be stored.
 *
 * @since 0.1
 */
public final class InvalidEventTypeException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> eventClass;

	InvalidEventTypeException(Class<?> eventClass, String problem, String remedy) {
		super("%s is not a usable event: %s".formatted(eventClass.getName(), problem), remedy, null);
		this.eventClass = eventClass;
	}

	/**
	 * Returns the event class.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

}
