package dev.sourcery.event;

import dev.sourcery.SourceryException;

/**
 * A stored event has a type for which no class is registered.
 */
public final class UnknownEventTypeException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient EventTypeName type;

	UnknownEventTypeException(EventTypeName type) {
		super("No class is registered for the stored event type '%s'. Restore the event class or put its @EventType name and version back."
			.formatted(type), null);
		this.type = type;
	}

	/**
	 * The type that is stored but not registered.
	 * @return the event type
	 */
	public EventTypeName type() {
		return this.type;
	}

}
