package dev.sourcery.repository;

import java.time.Instant;
import java.util.Optional;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStoreException;

/**
 * Provides the states of the aggregates of one class, now and in the past. A state is the
 * fold over the events of its stream; the implementation determines how much of the
 * stream is read for it. A returned state is not shared with other callers, unless it is
 * immutable. Implementations are thread-safe.
 *
 * @param <A> the aggregate class
 */
interface AggregateStates<A> {

	/**
	 * Returns the current content of a stream.
	 * @param stream the stream of the aggregate
	 * @return the baseline, empty if there is no such aggregate
	 * @throws EventDecodingException if an event cannot be read
	 * @throws EventStoreException if the store cannot be read
	 */
	Optional<Baseline<A>> current(StreamId stream);

	/**
	 * Returns the content of a stream that this node knows without reading, which may be
	 * outdated.
	 * @param stream the stream of the aggregate
	 * @return the baseline, empty if none is known
	 */
	Optional<Baseline<A>> known(StreamId stream);

	/**
	 * Takes note of a commit that follows a baseline.
	 * @param before the baseline, empty if the commit begins the stream
	 * @param commit the commit, with at least one event
	 */
	void stored(Optional<Baseline<A>> before, Commit commit);

	/**
	 * Returns the state at a version.
	 * @param stream the stream of the aggregate
	 * @param version the version, from 1
	 * @return the state, empty if the aggregate has never had this version
	 * @throws EventDecodingException if an event cannot be read
	 * @throws EventStoreException if the store cannot be read
	 */
	Optional<Versioned<A>> at(StreamId stream, long version);

	/**
	 * Returns the state at an instant.
	 * @param stream the stream of the aggregate
	 * @param instant the instant; events recorded at this instant are included
	 * @return the state, empty if the aggregate did not exist at that time
	 * @throws EventDecodingException if an event cannot be read
	 * @throws EventStoreException if the store cannot be read
	 */
	Optional<Versioned<A>> at(StreamId stream, Instant instant);

	/**
	 * Returns the state at a position.
	 * @param stream the stream of the aggregate
	 * @param position the position; the event at this position is included
	 * @return the state, empty if the aggregate did not exist at that position
	 * @throws EventDecodingException if an event cannot be read
	 * @throws EventStoreException if the store cannot be read
	 */
	Optional<Versioned<A>> at(StreamId stream, Position position);

}
