package dev.sourcery.event;

import java.time.Instant;
import java.util.UUID;

import dev.sourcery.metadata.Metadata;

/**
 * An event as it is stored: the payload and what the store knows about it.
 *
 * @param <E> type of the payload
 * @param eventId the event's own id
 * @param type its type
 * @param stream the stream it belongs to
 * @param version its version within the stream, from 1
 * @param position its place in the store-wide order
 * @param recordedAt when it was stored, by the database's clock, in microseconds
 * @param metadata who, why, trace
 * @param payload the event that the user wrote
 */
public record RecordedEvent<E>(UUID eventId, EventTypeName type, StreamId stream, long version, Position position,
		Instant recordedAt, Metadata metadata, E payload) {

	/**
	 * Leaves the payload and the metadata out: both may be personal data, and this text
	 * ends up in logs.
	 */
	@Override
	public String toString() {
		return "%s %s version %d at position %s".formatted(this.type, this.stream, this.version, this.position);
	}

}
