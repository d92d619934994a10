package dev.sourcery.store;

import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;

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
	 * The payload of an event.
	 *
	 * @param version the version of the event in its stream
	 * @param payload the payload
	 */
	record Payload(long version, Object payload) {

	}

}
