package dev.sourcery.event;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The registry of event types, which maps event classes to their stored names and back.
 * Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class EventTypes {

	private final Map<Class<?>, EventTypeName> names;

	private final Map<EventTypeName, Class<?>> classes;

	private final Aliases aliases;

	private final Conversions conversions;

	private EventTypes(Map<Class<?>, EventTypeName> names, Map<EventTypeName, Class<?>> classes, Aliases aliases,
			Conversions conversions) {
		this.names = names;
		this.classes = classes;
		this.aliases = aliases;
		this.conversions = conversions;
	}

	/**
	 * Creates a registry of the given event classes, and of the earlier versions that
	 * their {@link Upcast @Upcast} methods take.
	 * @param eventClasses classes annotated with {@link EventType @EventType}; duplicate
	 * classes are permitted
	 * @return the registry
	 * @throws DuplicateEventTypeException if two classes declare the same event type
	 * @throws InvalidEventTypeException if the name or schema version of an event type
	 * cannot be stored, or an alias is ambiguous
	 * @throws UnregisteredEventException if a class has no {@code @EventType}
	 */
	public static EventTypes of(Collection<Class<?>> eventClasses) {
		Map<Class<?>, EventTypeName> names = new LinkedHashMap<>();
		Map<EventTypeName, Class<?>> classes = new LinkedHashMap<>();
		for (Class<?> eventClass : withEarlierVersions(eventClasses)) {
			EventTypeName name = nameOf(eventClass);
			Class<?> other = classes.putIfAbsent(name, eventClass);
			if (other != null && other != eventClass) {
				throw new DuplicateEventTypeException(name, other, eventClass);
			}
			names.put(eventClass, name);
		}
		return new EventTypes(names, classes, Aliases.of(names), Conversions.NONE);
	}

	// the parameters of @Upcast methods, which may themselves have such methods
	private static Set<Class<?>> withEarlierVersions(Collection<Class<?>> eventClasses) {
		Set<Class<?>> all = new LinkedHashSet<>();
		Deque<Class<?>> remaining = new ArrayDeque<>(eventClasses);
		for (Class<?> next = remaining.poll(); next != null; next = remaining.poll()) {
			if (all.add(next)) {
				Arrays.stream(next.getDeclaredMethods())
					.filter((method) -> method.isAnnotationPresent(Upcast.class))
					.flatMap((method) -> Arrays.stream(method.getParameterTypes()))
					.filter((type) -> type.isAnnotationPresent(EventType.class))
					.forEach(remaining::add);
			}
		}
		return all;
	}

	/**
	 * Creates a registry of the given event classes.
	 * @param eventClasses classes annotated with {@link EventType @EventType}
	 * @return the registry
	 * @throws DuplicateEventTypeException if two classes declare the same event type
	 * @throws InvalidEventTypeException if the name or schema version of an event type
	 * cannot be stored, or an alias is ambiguous
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
	 * Returns a copy of this registry that also reads stored types by conversions.
	 * @param converted the types whose events are converted, with the classes of the
	 * resulting events; empty if the events are left out
	 * @param retired the names of types whose events are left out
	 * @param ignoring whether events of unknown types are left out
	 * @return a copy
	 */
	public EventTypes withConversions(Map<EventTypeName, Set<Class<?>>> converted, Set<String> retired,
			boolean ignoring) {
		return new EventTypes(this.names, this.classes, this.aliases,
				new Conversions(Map.copyOf(converted), Set.copyOf(retired), ignoring));
	}

	/**
	 * Returns the current name of a type that may be stored under an earlier name.
	 * @param type the event type
	 * @return the type with its current name
	 */
	public EventTypeName current(EventTypeName type) {
		return this.aliases.current(type);
	}

	/**
	 * Returns the names of all stored types whose events are read as events of a class:
	 * the name of the class, its earlier names, and the names of types that are converted
	 * to the class.
	 * @param eventClass the class of the event
	 * @return the names; empty if the events of the class are converted to other events
	 * @throws UnregisteredEventException if the class is not registered
	 */
	public Set<String> storedNames(Class<?> eventClass) {
		Set<String> stored = this.conversions.sourcesOf(eventClass);
		if (isRead(eventClass)) {
			stored.add(typeOf(eventClass).name());
		}
		return this.aliases.withEarlier(stored);
	}

	/**
	 * Returns whether stored events are read as events of a class.
	 * @param eventClass a registered class
	 * @return {@code false} if its events are converted to other events
	 */
	public boolean isRead(Class<?> eventClass) {
		return !this.conversions.converted().containsKey(typeOf(eventClass));
	}

	/**
	 * Returns the names of all stored types whose events may be read as events of types.
	 * @param names names of types, current or earlier ones
	 * @return the names of the stored types
	 */
	public Set<String> storedNames(Set<String> names) {
		if (isPlain()) {
			return names;
		}
		Set<String> current = currentNames(names);
		Set<String> stored = new LinkedHashSet<>(this.aliases.withEarlier(current));
		this.names.forEach((eventClass, type) -> {
			if (current.contains(type.name())) {
				stored.addAll(storedNames(eventClass));
			}
		});
		return stored;
	}

	/**
	 * Returns the current names of types.
	 * @param names names of types, current or earlier ones
	 * @return the current names
	 */
	public Set<String> currentNames(Set<String> names) {
		return names.stream().map(this.aliases::current).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Returns whether each stored event is read as one event of the type under which it
	 * is stored.
	 * @return {@code true} if there are no earlier names and no conversions, and no types
	 * are left out
	 */
	public boolean isPlain() {
		return this.aliases.isEmpty() && this.conversions.equals(Conversions.NONE);
	}

	/**
	 * Returns the class into which events of a type are read, before conversions.
	 * @param type the event type
	 * @return the class
	 * @throws UnknownEventTypeException if no class is registered for the type
	 */
	public Class<?> classOf(EventTypeName type) {
		Class<?> eventClass = this.classes.get(current(type));
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
	 * @return {@code true} if a class is registered for the type, or its events are
	 * converted or left out
	 */
	public boolean isReadable(EventTypeName type) {
		EventTypeName current = current(type);
		return this.classes.containsKey(current) || this.conversions.read(type, current);
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

	/**
	 * The stored types that are read by conversions.
	 *
	 * @param converted the types, with the classes of the resulting events
	 * @param retired the names of types that are left out
	 * @param ignoring whether unknown types are left out
	 */
	private record Conversions(Map<EventTypeName, Set<Class<?>>> converted, Set<String> retired, boolean ignoring) {

		private static final Conversions NONE = new Conversions(Map.of(), Set.of(), false);

		private Set<String> sourcesOf(Class<?> eventClass) {
			Set<String> sources = new LinkedHashSet<>();
			this.converted.forEach((type, classes) -> {
				if (classes.contains(eventClass)) {
					sources.add(type.name());
				}
			});
			return sources;
		}

		private boolean read(EventTypeName stored, EventTypeName current) {
			return this.converted.containsKey(current) || this.retired.contains(stored.name());
		}

	}

}
