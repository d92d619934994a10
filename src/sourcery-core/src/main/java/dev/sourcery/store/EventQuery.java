package dev.sourcery.store;

import java.util.Set;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.Position;

/**
 * Which events of the whole store to read, in store-wide order. Immutable.
 *
 * @param after only events after this position
 * @param eventTypes only events whose type has one of these names, of any schema version;
 * empty means all
 * @param aggregateTypes only events of aggregates of these types; empty means all
 * @param limit how many events at the most
 */
public record EventQuery(Position after, Set<String> eventTypes, Set<String> aggregateTypes, long limit) {

	/**
	 * Checks the limit and copies the sets.
	 * @param after only events after this position
	 * @param eventTypes only events whose type has one of these names
	 * @param aggregateTypes only events of aggregates of these types
	 * @param limit how many events at the most
	 * @throws IllegalArgumentException if the limit is negative
	 */
	public EventQuery {
		if (limit < 0) {
			throw new IllegalArgumentException("The limit of a query is never negative, but got " + limit);
		}
		eventTypes = Set.copyOf(eventTypes);
		aggregateTypes = Set.copyOf(aggregateTypes);
	}

	/**
	 * All events.
	 * @return the query
	 */
	public static EventQuery all() {
		return new EventQuery(Position.START, Set.of(), Set.of(), Long.MAX_VALUE);
	}

	/**
	 * This query from another position on.
	 * @param position only events after this position
	 * @return a copy
	 */
	public EventQuery after(Position position) {
		return new EventQuery(position, this.eventTypes, this.aggregateTypes, this.limit);
	}

	/**
	 * This query for some event types.
	 * @param names the stable names of the event types
	 * @return a copy
	 */
	public EventQuery eventTypes(Set<String> names) {
		return new EventQuery(this.after, names, this.aggregateTypes, this.limit);
	}

	/**
	 * This query for some aggregate types.
	 * @param names the aggregate types
	 * @return a copy
	 */
	public EventQuery aggregateTypes(Set<String> names) {
		return new EventQuery(this.after, this.eventTypes, names, this.limit);
	}

	/**
	 * This query with another limit.
	 * @param events how many events at the most
	 * @return a copy
	 */
	public EventQuery limit(long events) {
		return new EventQuery(this.after, this.eventTypes, this.aggregateTypes, events);
	}

	boolean admits(EventTypeName type, String aggregateType) {
		return (this.eventTypes.isEmpty() || this.eventTypes.contains(type.name()))
				&& (this.aggregateTypes.isEmpty() || this.aggregateTypes.contains(aggregateType));
	}

}
