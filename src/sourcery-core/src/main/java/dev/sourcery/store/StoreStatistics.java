package dev.sourcery.store;

import java.util.List;

import dev.sourcery.event.EventTypeName;

/**
 * How much a store holds, by aggregate type and event type.
 *
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
	 * How many events there are.
	 * @return the number of events
	 */
	public long events() {
		return this.types.stream().mapToLong(TypeStatistics::events).sum();
	}

	/**
	 * How many streams there are.
	 * @return the number of streams
	 */
	public long streams() {
		return this.types.stream().mapToLong(TypeStatistics::streams).sum();
	}

	/**
	 * How much payload and metadata there is.
	 * @return bytes as they are stored, compressed perhaps, without indexes
	 */
	public long bytes() {
		return this.types.stream().mapToLong(TypeStatistics::bytes).sum();
	}

	/**
	 * The part that is about one aggregate type.
	 * @param aggregateType the aggregate type
	 * @return its lines only
	 */
	public StoreStatistics ofAggregateType(String aggregateType) {
		return new StoreStatistics(
				this.types.stream().filter((line) -> line.aggregateType().equals(aggregateType)).toList());
	}

	/**
	 * How much there is of an event type in streams of an aggregate type.
	 *
	 * @param aggregateType the aggregate type
	 * @param eventType the event type
	 * @param events the number of events
	 * @param streams the number of streams that begin with an event of this type
	 * @param bytes payload and metadata in bytes as they are stored
	 */
	public record TypeStatistics(String aggregateType, EventTypeName eventType, long events, long streams, long bytes) {

	}

}
