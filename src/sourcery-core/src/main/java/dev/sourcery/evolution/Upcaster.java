package dev.sourcery.evolution;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.sourcery.event.EventTypeName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts stored events of a type and schema version, each time they are read, to the
 * next version or to other types; stored events are not changed. The results of an
 * upcaster are converted by the upcasters of their types. For one type and version there
 * is one upcaster. Implementations are thread-safe, have no side effects, and depend on
 * the event only, so that all readers of an event see the same.
 *
 * @since 0.1
 */
public interface Upcaster {

	/**
	 * Returns the type whose events are converted.
	 * @return the type with its schema version
	 */
	EventTypeName source();

	/**
	 * Returns the types of the resulting events.
	 * @return the types; empty if the events are left out
	 */
	Set<EventTypeName> targets();

	/**
	 * Converts an event.
	 * @param payload the payload of the event, which may be modified and returned
	 * @return the resulting events, each of one of the {@link #targets() targets}, in
	 * their order; may be empty
	 */
	List<JsonEvent> upcast(JsonNode payload);

	/**
	 * Returns an upcaster from a schema version to the next one.
	 * @param name the name of the type
	 * @param version the schema version of the stored events
	 * @param conversion returns the payload of the next version; it may modify its
	 * argument and return it
	 * @return the upcaster
	 */
	static Upcaster next(String name, int version, UnaryOperator<ObjectNode> conversion) {
		return to(new EventTypeName(name, version), new EventTypeName(name, version + 1), conversion);
	}

	/**
	 * Returns an upcaster to one event of another type.
	 * @param source the type of the stored events
	 * @param target the type of the resulting events
	 * @param conversion returns the payload of the resulting event; it may modify its
	 * argument and return it
	 * @return the upcaster
	 */
	static Upcaster to(EventTypeName source, EventTypeName target, UnaryOperator<ObjectNode> conversion) {
		return new FunctionUpcaster(source, Set.of(target),
				(payload) -> List.of(new JsonEvent(target, conversion.apply(payload))));
	}

	/**
	 * Returns an upcaster to any number of events, of the same type or of others.
	 * @param source the type of the stored events
	 * @param targets the types of the resulting events
	 * @param conversion returns the resulting events in their order; may return none
	 * @return the upcaster
	 */
	static Upcaster split(EventTypeName source, Set<EventTypeName> targets,
			Function<ObjectNode, List<JsonEvent>> conversion) {
		return new FunctionUpcaster(source, new LinkedHashSet<>(targets), conversion);
	}

	/**
	 * Returns an upcaster that leaves out the events of one schema version. To leave out
	 * all versions of a type, retire its name.
	 * @param name the name of the type
	 * @param version the schema version of the stored events
	 * @return the upcaster
	 */
	static Upcaster leavingOut(String name, int version) {
		return new FunctionUpcaster(new EventTypeName(name, version), Set.of(), (payload) -> List.of());
	}

}
