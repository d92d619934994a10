package dev.sourcery.store;

import java.time.Instant;
import java.util.Set;

import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;

/**
 * A query for events of the whole store, in store-wide order. Immutable: each method
 * returns a copy.
 *
 * @since 0.1
 * @param after the position after which to read, exclusive
 * @param upTo the last position to read, inclusive
 * @param direction the order
 * @param filter the conditions for the events
 * @param limit maximum number of events
 */
public record EventQuery(Position after, Position upTo, Direction direction, EventFilter filter, long limit) {

	private static final Position END = new Position(Long.MAX_VALUE);

	/**
	 * Checks the limit.
	 * @param after the position after which to read, exclusive
	 * @param upTo the last position to read, inclusive
	 * @param direction the order
	 * @param filter the conditions for the events
	 * @param limit maximum number of events
	 * @throws IllegalArgumentException if the limit is negative
	 */
	public EventQuery {
		if (limit < 0) {
			throw new IllegalArgumentException("The limit of a query is never negative, but got " + limit);
		}
	}

	/**
	 * Returns a query for all events, oldest first.
	 * @return the query
	 */
	public static EventQuery all() {
		return new EventQuery(Position.START, END, Direction.FORWARD, EventFilter.NONE, Long.MAX_VALUE);
	}

	/**
	 * Returns a copy of this query that starts after another position.
	 * @param position the position after which to read, exclusive
	 * @return a copy
	 */
	public EventQuery after(Position position) {
		return new EventQuery(position, this.upTo, this.direction, this.filter, this.limit);
	}

	/**
	 * Returns a copy of this query that ends at another position.
	 * @param position the last position to read, inclusive
	 * @return a copy
	 */
	public EventQuery upTo(Position position) {
		return new EventQuery(this.after, position, this.direction, this.filter, this.limit);
	}

	/**
	 * Returns a copy of this query that reads the newest event first.
	 * @return a copy
	 */
	public EventQuery backward() {
		return new EventQuery(this.after, this.upTo, Direction.BACKWARD, this.filter, this.limit);
	}

	/**
	 * Returns a copy of this query with another limit.
	 * @param events maximum number of stored events
	 * @return a copy
	 */
	public EventQuery limit(long events) {
		return new EventQuery(this.after, this.upTo, this.direction, this.filter, events);
	}

	/**
	 * Returns a copy of this query for the given event types.
	 * @param names the names of the types under which events are read, current or earlier
	 * ones; empty means all
	 * @return a copy
	 */
	public EventQuery eventTypes(Set<String> names) {
		return filter(this.filter.eventTypes(names));
	}

	/**
	 * Returns a copy of this query for the given aggregate types.
	 * @param names the aggregate types; empty means all
	 * @return a copy
	 */
	public EventQuery aggregateTypes(Set<String> names) {
		return filter(this.filter.aggregateTypes(names));
	}

	/**
	 * Returns a copy of this query for the given streams.
	 * @param streams the streams; empty means all
	 * @return a copy
	 */
	public EventQuery streams(Set<StreamId> streams) {
		return filter(this.filter.streams(streams));
	}

	/**
	 * Returns a copy of this query for events with the same metadata values as an
	 * example.
	 * @param example the example, for instance {@code Metadata.empty().withActor("ada")};
	 * its entries are strings
	 * @return a copy
	 * @throws IllegalArgumentException if an entry of the example is not a string
	 */
	public EventQuery metadata(Metadata example) {
		return filter(this.filter.metadata(example));
	}

	/**
	 * Returns a copy of this query that starts at an instant, by the time at which events
	 * were recorded.
	 * @param instant the earliest instant at which events were recorded, inclusive
	 * @return a copy
	 */
	public EventQuery recordedFrom(Instant instant) {
		return filter(this.filter.recordedFrom(instant));
	}

	/**
	 * Returns a copy of this query that ends before an instant, by the time at which
	 * events were recorded.
	 * @param instant the instant before which events were recorded
	 * @return a copy
	 */
	public EventQuery recordedBefore(Instant instant) {
		return filter(this.filter.recordedBefore(instant));
	}

	private EventQuery filter(EventFilter other) {
		return new EventQuery(this.after, this.upTo, this.direction, other, this.limit);
	}

	/**
	 * Returns a copy of this query without the events that have been read.
	 * @param last the position of the last event read
	 * @param count the number of events read
	 * @return a copy
	 */
	EventQuery beyond(Position last, long count) {
		EventQuery rest = limit(this.limit - count);
		return (this.direction == Direction.FORWARD) ? rest.after(last) : rest.upTo(new Position(last.value() - 1));
	}

}
