package dev.sourcery.evolution;

import dev.sourcery.event.EventTypeName;
import tools.jackson.databind.JsonNode;

/**
 * The payload of an event as JSON, with its type.
 *
 * @since 0.1
 * @param type the type of the event
 * @param payload the payload
 */
public record JsonEvent(EventTypeName type, JsonNode payload) {

	/**
	 * Creates an event.
	 * @param name the name of its type
	 * @param schemaVersion the schema version of its type
	 * @param payload the payload
	 * @return the event
	 */
	public static JsonEvent of(String name, int schemaVersion, JsonNode payload) {
		return new JsonEvent(new EventTypeName(name, schemaVersion), payload);
	}

	@Override
	public String toString() {
		return this.type.toString();
	}

}
