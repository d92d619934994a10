package dev.sourcery.store;

import dev.sourcery.event.StreamId;

/**
 * Which part of a stream to read. Immutable.
 *
 * @param stream the stream
 * @param fromVersion the lowest version to read, inclusive
 * @param toVersion the highest version to read, inclusive
 * @param direction the order
 * @param limit how many events at the most
 */
public record StreamQuery(StreamId stream, long fromVersion, long toVersion, Direction direction, long limit) {

	/**
	 * Checks the numbers.
	 * @param stream the stream
	 * @param fromVersion the lowest version to read
	 * @param toVersion the highest version to read
	 * @param direction the order
	 * @param limit how many events at the most
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
	 * The whole stream, oldest event first.
	 * @param stream the stream
	 * @return the query
	 */
	public static StreamQuery of(StreamId stream) {
		return new StreamQuery(stream, 1, Long.MAX_VALUE, Direction.FORWARD, Long.MAX_VALUE);
	}

	/**
	 * This query from another version on.
	 * @param version the lowest version to read, inclusive
	 * @return a copy
	 */
	public StreamQuery from(long version) {
		return new StreamQuery(this.stream, version, this.toVersion, this.direction, this.limit);
	}

	/**
	 * This query up to another version.
	 * @param version the highest version to read, inclusive
	 * @return a copy
	 */
	public StreamQuery to(long version) {
		return new StreamQuery(this.stream, this.fromVersion, version, this.direction, this.limit);
	}

	/**
	 * This query, newest event first.
	 * @return a copy
	 */
	public StreamQuery backward() {
		return new StreamQuery(this.stream, this.fromVersion, this.toVersion, Direction.BACKWARD, this.limit);
	}

	/**
	 * This query with another limit.
	 * @param events how many events at the most
	 * @return a copy
	 */
	public StreamQuery limit(long events) {
		return new StreamQuery(this.stream, this.fromVersion, this.toVersion, this.direction, events);
	}

}
