package dev.sourcery.store;

import java.time.Instant;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Implemented by event stores that read payloads at a lower cost than whole events:
 * folding the state of an aggregate requires only the payloads.
 *
 * @since 0.1
 */
public interface StreamPayloads {

	/**
	 * Reads the payloads of one stream, as {@link EventStore#read(StreamQuery)} reads its
	 * events.
	 * @param query the part of the stream to read
	 * @return the payloads; reading them may throw {@link EventDecodingException}
	 */
	Stream<Payload> readPayloads(StreamQuery query);

	/**
	 * Returns the version that a stream had at an instant. It includes events that are
	 * read as no event.
	 * @param stream the stream
	 * @param instant the instant
	 * @return the version before the first event that was recorded after the instant; 0
	 * if there is no earlier event
	 */
	long versionAt(StreamId stream, Instant instant);

	/**
	 * The payload of an event. An event that is read as several events has one for each
	 * of them, with the same version and position; an event that is read as no event has
	 * one without a payload, so that its version is known.
	 *
	 * @param version the version of the event in its stream
	 * @param position the position of the event
	 * @param payload the payload, or {@code null} if the event is read as no event
	 */
	record Payload(long version, Position position, @Nullable Object payload) {

	}

}
