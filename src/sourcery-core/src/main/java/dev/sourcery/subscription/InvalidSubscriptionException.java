package dev.sourcery.subscription;

import dev.sourcery.SourceryException;

/**
 * Thrown when a class is not a usable projection.
 *
 * @since 0.1
 */
public final class InvalidSubscriptionException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> projectionClass;

	/**
	 * Creates the exception.
	 * @param projectionClass the class
	 * @param problem the problem, without a full stop
	 * @param remedy the remedy, a sentence
	 */
	public InvalidSubscriptionException(Class<?> projectionClass, String problem, String remedy) {
		super("%s is not a usable projection: %s".formatted(projectionClass.getName(), problem), remedy, null);
		this.projectionClass = projectionClass;
	}

	/**
	 * The class.
	 * @return the class
	 */
	public Class<?> projectionClass() {
		return this.projectionClass;
	}

}
