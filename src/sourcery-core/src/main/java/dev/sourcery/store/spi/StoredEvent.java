package dev.sourcery.store.spi;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.Tag;
import dev.sourcery.store.EventStore;

/**
 * An event in its stored form, payload and metadata as JSON; for implementations of
 * {@link EventStore}.
 *
 * @param eventId the event's own id
 * @param type its type
 * @param stream its stream
 * @param version its version
 * @param position its position
 * @param recordedAt when it was stored
 * @param metadata the metadata as JSON
 * @param payload the payload as JSON
 * @param tags its labels
 */
public record StoredEvent(UUID eventId, EventTypeName type, StreamId stream, long version, long position,
		Instant recordedAt, String metadata, String payload, Set<Tag> tags) {

	/**
	 * An event without tags.
	 * @param eventId the event's own id
	 * @param type its type
	 * @param stream its stream
	 * @param version its version
	 * @param position its position
	 * @param recordedAt when it was stored
	 * @param metadata the metadata as JSON
	 * @param payload the payload as JSON
	 */
	public StoredEvent(UUID eventId, EventTypeName type, StreamId stream, long version, long position,
			Instant recordedAt, String metadata, String payload) {
		this(eventId, type, stream, version, position, recordedAt, metadata, payload, Set.of());
	}

	/**
	 * How large the event is.
	 * @return length of payload and metadata together, in characters of JSON
	 */
	public long size() {
		return (long) this.metadata.length() + this.payload.length();
	}

	@Override
	public String toString() {
		return "%s %s version %d at position %d".formatted(this.type, this.stream, this.version, this.position);
	}

}
