package dev.sourcery.repository;

import dev.sourcery.event.StreamId;

/**
 * The state of an aggregate at a version.
 *
 * @param <A> the aggregate class
 * @param stream its stream
 * @param version the version, from 1
 * @param state the state; a mutable aggregate belongs to the caller alone
 */
public record Versioned<A>(StreamId stream, long version, A state) {

}
