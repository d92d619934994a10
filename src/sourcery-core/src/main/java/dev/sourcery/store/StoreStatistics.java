package dev.sourcery.store;

import java.util.List;

import dev.sourcery.event.EventTypeName;

/**
 * The amount of data in a store, by aggregate type and event type.
 *
 * @since 0.1
 * @param types a line for each pair of aggregate type and event type that is stored,
 * sorted by both
 */
public record StoreStatistics(List<TypeStatistics> types) {

	/**
	 * Copies the lines.
	 * @param types a line for each pair of aggregate type and event type
	 */
	public StoreStatistics {
		types = List.copyOf(types);
	}

	/**
	 * The number of events.
	 * @return the number of events
	 */
	public long events() {
		return this.types.stream().mapToLong(TypeStatistics::events).sum();
	}

	/**
	 * The number of streams.
	 * @return the number of streams
	 */
	public long streams() {
		return this.types.stream().mapToLong(TypeStatistics::streams).sum();
	}

	/**
	 * The size of payload and metadata.
	 * @return the size in bytes as stored, possibly compressed, without indexes
	 */
	public long bytes() {
		return this.types.stream().mapToLong(TypeStatistics::bytes).sum();
	}

	/**
	 * Returns the statistics of one aggregate type.
	 * @param aggregateType the aggregate type
	 * @return the lines of this aggregate type only
	 */
	public StoreStatistics ofAggregateType(String aggregateType) {
		return new StoreStatistics(
				this.types.stream().filter((line) -> line.aggregateType().equals(aggregateType)).toList());
	}

	/**
	 * The amount of data of an event type in streams of an aggregate type.
	 *
	 * @param aggregateType the aggregate type
	 * @param eventType the event type
	 * @param events the number of events
	 * @param streams the number of streams that begin with an event of this type
	 * @param bytes the size of payload and metadata in bytes as stored
	 */
	public record TypeStatistics(String aggregateType, EventTypeName eventType, long events, long streams, long bytes) {

	}

}
