package dev.sourcery.event;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import dev.sourcery.metadata.Metadata;

/**
 * An event as it is stored: the payload and the data that the store adds to it.
 *
 * @since 0.1
 * @param <E> type of the payload
 * @param eventId the id of the event
 * @param type the type of the event
 * @param stream the stream of the event
 * @param version the version of the event within the stream, from 1
 * @param position the place of the event in the store-wide order
 * @param recordedAt the time at which the event was stored, by the clock of the database,
 * in microseconds
 * @param metadata the metadata, such as actor, causation id and correlation id
 * @param payload the event object of the application
 * @param tags the labels of the event, sorted
 */
public record RecordedEvent<E>(UUID eventId, EventTypeName type, StreamId stream, long version, Position position,
		Instant recordedAt, Metadata metadata, E payload, Set<Tag> tags) {

	/**
	 * Copies and sorts the tags.
	 * @param eventId the id of the event
	 * @param type the type of the event
	 * @param stream the stream of the event
	 * @param version the version of the event within the stream
	 * @param position the place of the event in the store-wide order
	 * @param recordedAt the time at which the event was stored
	 * @param metadata the metadata, such as actor, causation id and correlation id
	 * @param payload the event object of the application
	 * @param tags the labels of the event
	 */
	public RecordedEvent {
		tags = Tags.copyOf(tags);
	}

	/**
	 * Creates an event without tags.
	 * @param eventId the id of the event
	 * @param type the type of the event
	 * @param stream the stream of the event
	 * @param version the version of the event within the stream
	 * @param position the place of the event in the store-wide order
	 * @param recordedAt the time at which the event was stored
	 * @param metadata the metadata, such as actor, causation id and correlation id
	 * @param payload the event object of the application
	 */
	public RecordedEvent(UUID eventId, EventTypeName type, StreamId stream, long version, Position position,
			Instant recordedAt, Metadata metadata, E payload) {
		this(eventId, type, stream, version, position, recordedAt, metadata, payload, Set.of());
	}

	/**
	 * Returns this event with other tags.
	 * @param others the new labels
	 * @return a copy
	 */
	public RecordedEvent<E> withTags(Set<Tag> others) {
		return new RecordedEvent<>(this.eventId, this.type, this.stream, this.version, this.position, this.recordedAt,
				this.metadata, this.payload, others);
	}

	/**
	 * Returns a description without the payload and the metadata, because both may be
	 * personal data and this text is written to logs.
	 */
	@Override
	public String toString() {
		return "%s %s version %d at position %s".formatted(this.type, this.stream, this.version, this.position);
	}

}
