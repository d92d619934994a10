package dev.sourcery.repository;

import dev.sourcery.event.StreamId;

/**
 * The state of an aggregate at a version.
 *
 * @since 0.1
 * @param <A> the aggregate class
 * @param stream the stream of the aggregate
 * @param version the version, from 1
 * @param state the state; a mutable aggregate is not shared with other callers
 */
public record Versioned<A>(StreamId stream, long version, A state) {

}
