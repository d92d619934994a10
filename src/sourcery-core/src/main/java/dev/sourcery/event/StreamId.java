package dev.sourcery.event;

/**
 * The name of a stream, which contains the events of one aggregate instance.
 *
 * @since 0.1
 * @param aggregateType the type of the aggregate, such as {@code account}
 * @param id the id of the instance, in text form
 */
public record StreamId(String aggregateType, String id) implements Comparable<StreamId> {

	/**
	 * Validates the components.
	 * @param aggregateType the type of the aggregate
	 * @param id the id of the instance
	 * @throws InvalidStreamIdException if a part is blank, longer than 255 characters, or
	 * contains a control character or a lone surrogate (PostgreSQL cannot store these)
	 */
	public StreamId {
		check("aggregate type", aggregateType);
		check("id", id);
	}

	private static void check(String part, String value) {
		String problem = StorableName.problemOf(value);
		if (problem != null) {
			throw new InvalidStreamIdException(part, value, problem);
		}
	}

	/**
	 * Orders by aggregate type, then id. Appends to several streams follow this order, so
	 * that two such appends never wait for each other.
	 */
	@Override
	public int compareTo(StreamId other) {
		int byType = this.aggregateType.compareTo(other.aggregateType);
		return (byType != 0) ? byType : this.id.compareTo(other.id);
	}

	@Override
	public String toString() {
		return this.aggregateType + "/" + this.id;
	}

}
