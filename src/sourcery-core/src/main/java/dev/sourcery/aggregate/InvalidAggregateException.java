package dev.sourcery.aggregate;

import dev.sourcery.SourceryException;

/**
 * Thrown when a class is not a usable aggregate.
 *
 * @since 0.1
 */
public final class InvalidAggregateException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> aggregateClass;

	/**
	 * Creates the exception.
	 * @param aggregateClass the class
	 * @param problem the problem of the class, without a full stop
	 * @param remedy the remedy, a full sentence
	 */
	public InvalidAggregateException(Class<?> aggregateClass, String problem, String remedy) {
		super("%s is not a usable aggregate: %s".formatted(aggregateClass.getName(), problem), remedy, null);
		this.aggregateClass = aggregateClass;
	}

	/**
	 * Returns the class.
	 * @return the class
	 */
	public Class<?> aggregateClass() {
		return this.aggregateClass;
	}

}
