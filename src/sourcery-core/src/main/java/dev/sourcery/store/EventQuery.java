package dev.sourcery.store;

import java.time.Instant;
import java.util.Set;

import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;

/**
 * Which events of the whole store to read, in store-wide order. Immutable: each method
 * returns a copy.
 *
 * @param after only events after this position
 * @param upTo only events at or before this position
 * @param direction the order
 * @param filter which of them
 * @param limit how many events at the most
 */
public record EventQuery(Position after, Position upTo, Direction direction, EventFilter filter, long limit) {

	private static final Position END = new Position(Long.MAX_VALUE);

	/**
	 * Checks the limit.
	 * @param after only events after this position
	 * @param upTo only events at or before this position
	 * @param direction the order
	 * @param filter which of them
	 * @param limit how many events at the most
	 * @throws IllegalArgumentException if the limit is negative
	 */
	public EventQuery {
		if (limit < 0) {
			throw new IllegalArgumentException("The limit of a query is never negative, but got " + limit);
		}
	}

	/**
	 * All events, oldest first.
	 * @return the query
	 */
	public static EventQuery all() {
		return new EventQuery(Position.START, END, Direction.FORWARD, EventFilter.NONE, Long.MAX_VALUE);
	}

	/**
	 * This query from another position on.
	 * @param position only events after this position
	 * @return a copy
	 */
	public EventQuery after(Position position) {
		return new EventQuery(position, this.upTo, this.direction, this.filter, this.limit);
	}

	/**
	 * This query up to another position.
	 * @param position only events at or before this position
	 * @return a copy
	 */
	public EventQuery upTo(Position position) {
		return new EventQuery(this.after, position, this.direction, this.filter, this.limit);
	}

	/**
	 * This query, newest event first.
	 * @return a copy
	 */
	public EventQuery backward() {
		return new EventQuery(this.after, this.upTo, Direction.BACKWARD, this.filter, this.limit);
	}

	/**
	 * This query with another limit.
	 * @param events how many events at the most
	 * @return a copy
	 */
	public EventQuery limit(long events) {
		return new EventQuery(this.after, this.upTo, this.direction, this.filter, events);
	}

	/**
	 * This query for some event types.
	 * @param names the stable names of the event types; empty means all
	 * @return a copy
	 */
	public EventQuery eventTypes(Set<String> names) {
		return filter(new EventFilter(names, this.filter.aggregateTypes(), this.filter.streams(),
				this.filter.metadata(), this.filter.recordedFrom(), this.filter.recordedBefore()));
	}

	/**
	 * This query for some aggregate types.
	 * @param names the aggregate types; empty means all
	 * @return a copy
	 */
	public EventQuery aggregateTypes(Set<String> names) {
		return filter(new EventFilter(this.filter.eventTypes(), names, this.filter.streams(), this.filter.metadata(),
				this.filter.recordedFrom(), this.filter.recordedBefore()));
	}

	/**
	 * This query for some streams.
	 * @param streams the streams; empty means all
	 * @return a copy
	 */
	public EventQuery streams(Set<StreamId> streams) {
		return filter(new EventFilter(this.filter.eventTypes(), this.filter.aggregateTypes(), streams,
				this.filter.metadata(), this.filter.recordedFrom(), this.filter.recordedBefore()));
	}

	/**
	 * This query for events whose metadata says what an example says.
	 * @param example for instance {@code Metadata.empty().withActor("ada")}; its entries
	 * are texts
	 * @return a copy
	 * @throws IllegalArgumentException if an entry of the example is not a text
	 */
	public EventQuery metadata(Metadata example) {
		return filter(new EventFilter(this.filter.eventTypes(), this.filter.aggregateTypes(), this.filter.streams(),
				example, this.filter.recordedFrom(), this.filter.recordedBefore()));
	}

	/**
	 * This query from an instant on, by the time at which events were recorded.
	 * @param instant only events recorded at this instant or later
	 * @return a copy
	 */
	public EventQuery recordedFrom(Instant instant) {
		return filter(new EventFilter(this.filter.eventTypes(), this.filter.aggregateTypes(), this.filter.streams(),
				this.filter.metadata(), instant, this.filter.recordedBefore()));
	}

	/**
	 * This query up to an instant, by the time at which events were recorded.
	 * @param instant only events recorded before this instant
	 * @return a copy
	 */
	public EventQuery recordedBefore(Instant instant) {
		return filter(new EventFilter(this.filter.eventTypes(), this.filter.aggregateTypes(), this.filter.streams(),
				this.filter.metadata(), this.filter.recordedFrom(), instant));
	}

	private EventQuery filter(EventFilter other) {
		return new EventQuery(this.after, this.upTo, this.direction, other, this.limit);
	}

	/**
	 * This query without what has been read of it.
	 * @param last the event that was read last
	 * @param count how many events have been read
	 * @return a copy
	 */
	EventQuery beyond(Position last, long count) {
		EventQuery rest = limit(this.limit - count);
		return (this.direction == Direction.FORWARD) ? rest.after(last) : rest.upTo(new Position(last.value() - 1));
	}

}
