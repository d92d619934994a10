package dev.sourcery.store;

import dev.sourcery.event.StreamId;

/**
 * A query for a part of a stream. Immutable.
 *
 * @since 0.1
 * @param stream the stream
 * @param fromVersion the lowest version to read, inclusive
 * @param toVersion the highest version to read, inclusive
 * @param direction the order
 * @param limit maximum number of events
 */
public record StreamQuery(StreamId stream, long fromVersion, long toVersion, Direction direction, long limit) {

	/**
	 * Checks that no number is negative.
	 * @param stream the stream
	 * @param fromVersion the lowest version to read
	 * @param toVersion the highest version to read
	 * @param direction the order
	 * @param limit maximum number of events
	 * @throws IllegalArgumentException if a number is negative
	 */
	public StreamQuery {
		if (fromVersion < 0 || toVersion < 0 || limit < 0) {
			throw new IllegalArgumentException(
					"Versions and limit of a query are never negative, but got from %d, to %d, limit %d"
						.formatted(fromVersion, toVersion, limit));
		}
	}

	/**
	 * Returns a query for the whole stream, oldest event first.
	 * @param stream the stream
	 * @return the query
	 */
	public static StreamQuery of(StreamId stream) {
		return new StreamQuery(stream, 1, Long.MAX_VALUE, Direction.FORWARD, Long.MAX_VALUE);
	}

	/**
	 * Returns a copy of this query that starts at another version.
	 * @param version the lowest version to read, inclusive
	 * @return a copy
	 */
	public StreamQuery from(long version) {
		return new StreamQuery(this.stream, version, this.toVersion, this.direction, this.limit);
	}

	/**
	 * Returns a copy of this query that ends at another version.
	 * @param version the highest version to read, inclusive
	 * @return a copy
	 */
	public StreamQuery to(long version) {
		return new StreamQuery(this.stream, this.fromVersion, version, this.direction, this.limit);
	}

	/**
	 * Returns a copy of this query that reads the newest event first.
	 * @return a copy
	 */
	public StreamQuery backward() {
		return new StreamQuery(this.stream, this.fromVersion, this.toVersion, Direction.BACKWARD, this.limit);
	}

	/**
	 * Returns a copy of this query with another limit.
	 * @param events maximum number of events
	 * @return a copy
	 */
	public StreamQuery limit(long events) {
		return new StreamQuery(this.stream, this.fromVersion, this.toVersion, this.direction, events);
	}

}
