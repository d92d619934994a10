package dev.sourcery.store.spi;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamPayloads;

/**
 * The payload of an event in its stored form, with its place; for implementations of
 * {@link EventStore} that are {@link StreamPayloads}.
 *
 * @param type the event's type
 * @param stream its stream
 * @param version its version
 * @param position its position
 * @param payload the payload as JSON
 */
public record StoredPayload(EventTypeName type, StreamId stream, long version, long position, String payload) {

}
