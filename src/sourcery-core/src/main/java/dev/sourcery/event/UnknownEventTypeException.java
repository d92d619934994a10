package dev.sourcery.event;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.SourceryException;

/**
 * Thrown when a stored event has a type for which no class is registered.
 *
 * @since 0.1
 */
public final class UnknownEventTypeException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient EventTypeName type;

	private final transient Set<EventTypeName> registered;

	UnknownEventTypeException(EventTypeName type, Map<EventTypeName, Class<?>> registered) {
		super(registered.isEmpty() ? unknown(type) : otherVersion(type, registered), registered.isEmpty()
				? "Restore the event class or put its @EventType name back."
				: "Put the version in @EventType back, or keep a class with @EventType(value = \"%s\", version = %d) for the events that are stored."
					.formatted(type.name(), type.schemaVersion()),
				null);
		this.type = type;
		this.registered = Set.copyOf(registered.keySet());
	}

	private static String unknown(EventTypeName type) {
		return "No class is registered for the stored event type '%s', schema version %d".formatted(type.name(),
				type.schemaVersion());
	}

	private static String otherVersion(EventTypeName type, Map<EventTypeName, Class<?>> registered) {
		String versions = registered.entrySet()
			.stream()
			.map((entry) -> "version %d (%s)".formatted(entry.getKey().schemaVersion(), entry.getValue().getName()))
			.collect(Collectors.joining(" and "));
		return "The stored event type '%s' has schema version %d, but registered is %s".formatted(type.name(),
				type.schemaVersion(), versions);
	}

	/**
	 * Returns the type that is stored but not registered.
	 * @return the event type
	 */
	public EventTypeName type() {
		return this.type;
	}

	/**
	 * Returns the registered types of the same name with other schema versions.
	 * @return the types, empty if no class is registered for the name
	 */
	public Set<EventTypeName> registered() {
		return this.registered;
	}

}
