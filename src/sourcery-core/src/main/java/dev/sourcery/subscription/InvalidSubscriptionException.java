package dev.sourcery.subscription;

import dev.sourcery.SourceryException;

/**
 * Thrown when a class is not a usable projection.
 */
public final class InvalidSubscriptionException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> projectionClass;

	private final String problem;

	private final String remedy;

	/**
	 * Creates the exception.
	 * @param projectionClass the class
	 * @param problem the problem, without a full stop
	 * @param remedy the remedy, a sentence
	 */
	public InvalidSubscriptionException(Class<?> projectionClass, String problem, String remedy) {
		super("%s is not a usable projection: %s. %s".formatted(projectionClass.getName(), problem, remedy), null);
		this.projectionClass = projectionClass;
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * The class.
	 * @return the class
	 */
	public Class<?> projectionClass() {
		return this.projectionClass;
	}

	/**
	 * The problem.
	 * @return the problem, without a full stop
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * The remedy.
	 * @return the remedy, a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
