package dev.sourcery.event;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The earlier names of event types.
 */
final class Aliases {

	private final Map<String, String> currentNames;

	private Aliases(Map<String, String> currentNames) {
		this.currentNames = currentNames;
	}

	/**
	 * Collects the earlier names that classes declare.
	 * @param names the registered classes with their types
	 * @throws InvalidEventTypeException if a name is ambiguous or cannot be stored
	 */
	static Aliases of(Map<Class<?>, EventTypeName> names) {
		Map<String, String> currentNames = new HashMap<>();
		Set<String> registered = names.values().stream().map(EventTypeName::name).collect(Collectors.toSet());
		names.forEach((eventClass, type) -> {
			for (String alias : aliasesOf(eventClass)) {
				requireStorable(eventClass, alias);
				requireUnregistered(eventClass, alias, registered);
				String other = currentNames.putIfAbsent(alias, type.name());
				if (other != null && !other.equals(type.name())) {
					throw invalid(eventClass,
							"its alias '%s' is also an alias of event type '%s'".formatted(alias, other),
							"An earlier name belongs to one type: remove it from one of them.");
				}
			}
		});
		return new Aliases(Map.copyOf(currentNames));
	}

	private static String[] aliasesOf(Class<?> eventClass) {
		EventType annotation = eventClass.getAnnotation(EventType.class);
		return (annotation != null) ? annotation.aliases() : new String[0];
	}

	private static void requireStorable(Class<?> eventClass, String alias) {
		String problem = StorableName.problemOf(alias);
		if (problem != null) {
			throw invalid(eventClass, "its alias cannot be the name of stored events, since an event type " + problem,
					"Declare the earlier names in the attribute aliases of @EventType.");
		}
	}

	private static void requireUnregistered(Class<?> eventClass, String alias, Set<String> registered) {
		if (registered.contains(alias)) {
			throw invalid(eventClass, "its alias '%s' is the name of a registered event type".formatted(alias),
					"Remove the alias, or give the classes of that type the new name in @EventType too.");
		}
	}

	private static InvalidEventTypeException invalid(Class<?> eventClass, String problem, String remedy) {
		return new InvalidEventTypeException(eventClass, problem, remedy);
	}

	boolean isEmpty() {
		return this.currentNames.isEmpty();
	}

	String current(String name) {
		return this.currentNames.getOrDefault(name, name);
	}

	EventTypeName current(EventTypeName type) {
		String current = this.currentNames.get(type.name());
		return (current != null) ? new EventTypeName(current, type.schemaVersion()) : type;
	}

	Set<String> withEarlier(Set<String> names) {
		Set<String> all = new LinkedHashSet<>(names);
		this.currentNames.forEach((alias, current) -> {
			if (names.contains(current)) {
				all.add(alias);
			}
		});
		return all;
	}

}
