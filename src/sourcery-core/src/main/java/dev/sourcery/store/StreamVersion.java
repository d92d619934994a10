package dev.sourcery.store;

import dev.sourcery.event.StreamId;

/**
 * A stream and its version.
 *
 * @since 0.1
 * @param stream the stream
 * @param version the version, from 1
 */
public record StreamVersion(StreamId stream, long version) {

}
