package dev.sourcery.event;

import dev.sourcery.SourceryException;

/**
 * An object was to be stored as an event, but its class is not a registered event class.
 */
public final class UnregisteredEventException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> eventClass;

	UnregisteredEventException(Class<?> eventClass) {
		super("%s is not a registered event class. Annotate it with @EventType(\"a.stable-name\") and make sure that it lies in a scanned package, or register it."
			.formatted(eventClass.getName()), null);
		this.eventClass = eventClass;
	}

	/**
	 * The class that is not registered.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

}
