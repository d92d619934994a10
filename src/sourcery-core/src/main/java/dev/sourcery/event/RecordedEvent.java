package dev.sourcery.event;

import java.time.Instant;
import java.util.Set;
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
 * @param tags its labels, sorted
 */
public record RecordedEvent<E>(UUID eventId, EventTypeName type, StreamId stream, long version, Position position,
		Instant recordedAt, Metadata metadata, E payload, Set<Tag> tags) {

	/**
	 * Copies and sorts the tags.
	 * @param eventId the event's own id
	 * @param type its type
	 * @param stream the stream it belongs to
	 * @param version its version within the stream
	 * @param position its place in the store-wide order
	 * @param recordedAt when it was stored
	 * @param metadata who, why, trace
	 * @param payload the event that the user wrote
	 * @param tags its labels
	 */
	public RecordedEvent {
		tags = Tags.copyOf(tags);
	}

	/**
	 * An event without tags.
	 * @param eventId the event's own id
	 * @param type its type
	 * @param stream the stream it belongs to
	 * @param version its version within the stream
	 * @param position its place in the store-wide order
	 * @param recordedAt when it was stored
	 * @param metadata who, why, trace
	 * @param payload the event that the user wrote
	 */
	public RecordedEvent(UUID eventId, EventTypeName type, StreamId stream, long version, Position position,
			Instant recordedAt, Metadata metadata, E payload) {
		this(eventId, type, stream, version, position, recordedAt, metadata, payload, Set.of());
	}

	/**
	 * This event with other tags.
	 * @param others its labels
	 * @return a copy
	 */
	public RecordedEvent<E> withTags(Set<Tag> others) {
		return new RecordedEvent<>(this.eventId, this.type, this.stream, this.version, this.position, this.recordedAt,
				this.metadata, this.payload, others);
	}

	/**
	 * Leaves the payload and the metadata out: both may be personal data, and this text
	 * ends up in logs.
	 */
	@Override
	public String toString() {
		return "%s %s version %d at position %s".formatted(this.type, this.stream, this.version, this.position);
	}

}
