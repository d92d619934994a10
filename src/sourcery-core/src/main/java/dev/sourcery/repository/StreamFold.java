package dev.sourcery.repository;

import java.util.Optional;

import dev.sourcery.event.StreamId;

/**
 * Reads and folds a stream. Implementations are thread-safe.
 *
 * @param <A> the aggregate class
 */
interface StreamFold<A> {

	/**
	 * Reads and folds a stream.
	 * @param stream the stream
	 * @param repeatable whether the result is used several times
	 * @return the result, empty if there is no event
	 */
	Optional<Baseline<A>> read(StreamId stream, boolean repeatable);

}
