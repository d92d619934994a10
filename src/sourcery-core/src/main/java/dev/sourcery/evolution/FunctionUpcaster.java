package dev.sourcery.evolution;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventTypeName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An upcaster of JSON objects.
 *
 * @param source the type of the stored events
 * @param targets the types of the resulting events
 * @param conversion the conversion
 */
record FunctionUpcaster(EventTypeName source, Set<EventTypeName> targets,
		Function<ObjectNode, List<JsonEvent>> conversion) implements Upcaster {

	@Override
	public List<JsonEvent> upcast(JsonNode payload) {
		if (payload instanceof ObjectNode object) {
			return this.conversion.apply(object);
		}
		throw new EventDecodingException(this.source, "its payload is not a JSON object, which the upcaster needs",
				null);
	}

	@Override
	public String toString() {
		return "the upcaster from %s to %s".formatted(TypeText.of(this.source), TypeText.of(this.targets));
	}

}
