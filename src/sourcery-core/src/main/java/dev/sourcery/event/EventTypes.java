package dev.sourcery.event;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The registry of event types, which maps event classes to their stored names and back.
 * Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class EventTypes {

	private final Map<Class<?>, EventTypeName> names;

	private final Map<EventTypeName, Class<?>> classes;

	private EventTypes(Map<Class<?>, EventTypeName> names, Map<EventTypeName, Class<?>> classes) {
		this.names = names;
		this.classes = classes;
	}

	/**
	 * Creates a registry of the given event classes.
	 * @param eventClasses classes annotated with {@link EventType @EventType}; duplicate
	 * classes are permitted
	 * @return the registry
	 * @throws DuplicateEventTypeException if two classes declare the same event type
	 * @throws InvalidEventTypeException if the name or schema version of an event type
	 * cannot be stored
	 * @throws UnregisteredEventException if a class has no {@code @EventType}
	 */
	public static EventTypes of(Collection<Class<?>> eventClasses) {
		Map<Class<?>, EventTypeName> names = new LinkedHashMap<>();
		Map<EventTypeName, Class<?>> classes = new LinkedHashMap<>();
		for (Class<?> eventClass : eventClasses) {
			EventTypeName name = nameOf(eventClass);
			Class<?> other = classes.putIfAbsent(name, eventClass);
			if (other != null && other != eventClass) {
				throw new DuplicateEventTypeException(name, other, eventClass);
			}
			names.put(eventClass, name);
		}
		return new EventTypes(names, classes);
	}

	/**
	 * Creates a registry of the given event classes.
	 * @param eventClasses classes annotated with {@link EventType @EventType}
	 * @return the registry
	 * @throws DuplicateEventTypeException if two classes declare the same event type
	 * @throws InvalidEventTypeException if the name or schema version of an event type
	 * cannot be stored
	 * @throws UnregisteredEventException if a class has no {@code @EventType}
	 */
	public static EventTypes of(Class<?>... eventClasses) {
		return of(Arrays.asList(eventClasses));
	}

	/**
	 * Returns the type under which events of a class are stored.
	 * @param eventClass the class of the event
	 * @return its type
	 * @throws UnregisteredEventException if the class is not registered
	 */
	public EventTypeName typeOf(Class<?> eventClass) {
		EventTypeName name = this.names.get(eventClass);
		if (name == null) {
			throw new UnregisteredEventException(eventClass);
		}
		return name;
	}

	/**
	 * Returns the class into which events of a type are read.
	 * @param type the event type
	 * @return the class
	 * @throws UnknownEventTypeException if no class is registered for the type
	 */
	public Class<?> classOf(EventTypeName type) {
		Class<?> eventClass = this.classes.get(type);
		if (eventClass == null) {
			throw new UnknownEventTypeException(type, versionsOf(type.name()));
		}
		return eventClass;
	}

	private Map<EventTypeName, Class<?>> versionsOf(String name) {
		Map<EventTypeName, Class<?>> versions = new LinkedHashMap<>();
		this.classes.forEach((type, eventClass) -> {
			if (type.name().equals(name)) {
				versions.put(type, eventClass);
			}
		});
		return versions;
	}

	/**
	 * Returns whether events of a type can be read.
	 * @param type the event type
	 * @return {@code true} if a class is registered for the type
	 */
	public boolean isReadable(EventTypeName type) {
		return this.classes.containsKey(type);
	}

	/**
	 * Returns all registered classes, in the order of their registration.
	 * @return an unmodifiable set
	 */
	public Set<Class<?>> eventClasses() {
		return Collections.unmodifiableSet(this.names.keySet());
	}

	private static EventTypeName nameOf(Class<?> eventClass) {
		EventType annotation = eventClass.getAnnotation(EventType.class);
		if (annotation == null) {
			throw new UnregisteredEventException(eventClass);
		}
		String problem = StorableName.problemOf(annotation.value());
		if (problem != null) {
			throw new InvalidEventTypeException(eventClass, "its type cannot be stored, since an event type " + problem,
					"Give it a stable name in @EventType, such as \"account.opened\".");
		}
		if (!EventTypeName.hasRange(annotation.version())) {
			throw new InvalidEventTypeException(eventClass, "its schema version is %d".formatted(annotation.version()),
					"Number the versions in @EventType from 1 to %d.".formatted(EventTypeName.MAX_SCHEMA_VERSION));
		}
		return new EventTypeName(annotation.value(), annotation.version());
	}

}
