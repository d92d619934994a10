package dev.sourcery.event;

import dev.sourcery.SourceryException;

/**
 * Thrown when an event class has a field whose type is unknown when its events are read,
 * so that its value would be read as an object of another class.
 *
 * @since 0.1
 */
public final class UnreadableEventException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> eventClass;

	private final String field;

	UnreadableEventException(Class<?> eventClass, String field, String type) {
		super("Field '%s' of event class %s has the type %s, which does not determine the class to read: a record stored there would be read as a map"
			.formatted(field, eventClass.getName(), type),
				"Name a concrete type, annotate the field with @JsonTypeInfo, or declare Object if it holds plain JSON values only.",
				null);
		this.eventClass = eventClass;
		this.field = field;
	}

	/**
	 * Returns the event class.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

	/**
	 * Returns the path of the field, including the fields that contain it.
	 * @return the path, such as {@code order.lines}
	 */
	public String field() {
		return this.field;
	}

}
