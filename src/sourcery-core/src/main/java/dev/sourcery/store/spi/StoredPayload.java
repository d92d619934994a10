package dev.sourcery.store.spi;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamPayloads;

/**
 * The payload of an event in its stored form, with its place. For implementations of
 * {@link EventStore} that are {@link StreamPayloads}.
 *
 * @since 0.1
 * @param type the type of the event
 * @param stream the stream of the event
 * @param version the version of the event
 * @param position the position of the event
 * @param payload the payload as JSON
 */
public record StoredPayload(EventTypeName type, StreamId stream, long version, long position, String payload) {

}
