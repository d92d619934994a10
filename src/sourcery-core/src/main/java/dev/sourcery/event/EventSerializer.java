package dev.sourcery.event;

/**
 * Converts payloads of events to JSON and back. Metadata is not included, because its
 * stored form is fixed, see {@link MetadataFormat}. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface EventSerializer {

	/**
	 * Returns the registry of event types that this serializer uses.
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
	 * @param type the type of the event
	 * @param json JSON written by {@link #write(Object)}
	 * @return the event
	 * @throws UnknownEventTypeException if no class is registered for the type
	 * @throws EventDecodingException if the JSON does not fit the class
	 */
	Object read(EventTypeName type, String json);

}
