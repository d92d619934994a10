package dev.sourcery.store.spi;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.Tag;
import dev.sourcery.store.EventStore;

/**
 * An event in its stored form, with payload and metadata as JSON. For implementations of
 * {@link EventStore}.
 *
 * @since 0.1
 * @param eventId the id of the event
 * @param type the type of the event
 * @param stream the stream of the event
 * @param version the version of the event
 * @param position the position of the event
 * @param recordedAt the time at which the event was stored
 * @param metadata the metadata as JSON
 * @param payload the payload as JSON
 * @param tags the labels of the event
 */
public record StoredEvent(UUID eventId, EventTypeName type, StreamId stream, long version, long position,
		Instant recordedAt, String metadata, String payload, Set<Tag> tags) {

	/**
	 * Creates an event without tags.
	 * @param eventId the id of the event
	 * @param type the type of the event
	 * @param stream the stream of the event
	 * @param version the version of the event
	 * @param position the position of the event
	 * @param recordedAt the time at which the event was stored
	 * @param metadata the metadata as JSON
	 * @param payload the payload as JSON
	 */
	public StoredEvent(UUID eventId, EventTypeName type, StreamId stream, long version, long position,
			Instant recordedAt, String metadata, String payload) {
		this(eventId, type, stream, version, position, recordedAt, metadata, payload, Set.of());
	}

	/**
	 * Returns the size of the event.
	 * @return the length of payload and metadata together, in characters of JSON
	 */
	public long size() {
		return (long) this.metadata.length() + this.payload.length();
	}

	@Override
	public String toString() {
		return "%s %s version %d at position %d".formatted(this.type, this.stream, this.version, this.position);
	}

}
