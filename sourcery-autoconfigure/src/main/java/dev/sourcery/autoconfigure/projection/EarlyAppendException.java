package dev.sourcery.autoconfigure.projection;

import dev.sourcery.SourceryException;

/**
 * Events were appended during the creation of a bean on which an in-transaction
 * projection depends. The projection could not handle them, so nothing was stored.
 */
public final class EarlyAppendException extends SourceryException {

	private static final long serialVersionUID = 1L;

	static final String PROBLEM = "Events were appended during the creation of the beans, before the in-transaction projections were available";

	static final String REMEDY = "Append later, for example in an ApplicationRunner, or remove the dependency of the projections on the bean that appends.";

	EarlyAppendException(Throwable cause) {
		super("%s, and so nothing was stored. %s".formatted(PROBLEM, REMEDY), cause);
	}

	/**
	 * What is wrong.
	 * @return the problem, without a full stop
	 */
	public String problem() {
		return PROBLEM;
	}

	/**
	 * What to do.
	 * @return the remedy
	 */
	public String remedy() {
		return REMEDY;
	}

}
