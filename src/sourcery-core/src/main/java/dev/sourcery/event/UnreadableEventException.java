package dev.sourcery.event;

import dev.sourcery.SourceryException;

/**
 * An event class has a field whose type is not known when its events are read, so that
 * they would come back as something else.
 */
public final class UnreadableEventException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> eventClass;

	private final String field;

	UnreadableEventException(Class<?> eventClass, String field, String type) {
		super("Field '%s' of event class %s has the type %s, which does not say what to read: a record stored there would come back as a map"
			.formatted(field, eventClass.getName(), type),
				"Name a concrete type, annotate the field with @JsonTypeInfo, or declare Object if it holds plain JSON values only.",
				null);
		this.eventClass = eventClass;
		this.field = field;
	}

	/**
	 * The event class.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

	/**
	 * The field, with the fields that lead to it.
	 * @return the path, such as {@code order.lines}
	 */
	public String field() {
		return this.field;
	}

}
