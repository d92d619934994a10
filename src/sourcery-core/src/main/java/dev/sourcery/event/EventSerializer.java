package dev.sourcery.event;

import dev.sourcery.metadata.Metadata;

/**
 * Turns events and metadata into JSON and back. Implementations are thread-safe.
 */
public interface EventSerializer {

	/**
	 * The registry this serializer works with.
	 * @return the event types
	 */
	EventTypes types();

	/**
	 * Writes a payload.
	 * @param payload an event of a registered class
	 * @return JSON
	 * @throws EventEncodingException if the event cannot be written, or holds text that
	 * PostgreSQL cannot store
	 */
	String write(Object payload);

	/**
	 * Reads a payload.
	 * @param type the event's type
	 * @param json what {@link #write(Object)} wrote
	 * @return the event
	 * @throws UnknownEventTypeException if no class is registered for the type
	 * @throws EventDecodingException if the JSON does not fit the class
	 */
	Object read(EventTypeName type, String json);

	/**
	 * Writes metadata.
	 * @param metadata the metadata
	 * @return JSON
	 * @throws EventEncodingException if an entry cannot be written
	 */
	String writeMetadata(Metadata metadata);

	/**
	 * Reads metadata.
	 * @param json what {@link #writeMetadata(Metadata)} wrote
	 * @return the metadata
	 * @throws EventDecodingException if the JSON is no metadata
	 */
	Metadata readMetadata(String json);

}
