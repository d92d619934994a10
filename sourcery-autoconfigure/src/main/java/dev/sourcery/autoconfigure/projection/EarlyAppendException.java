package dev.sourcery.autoconfigure.projection;

import dev.sourcery.SourceryException;

/**
 * Events were appended while a bean was being created on which a projection in the
 * append's transaction depends. The projection could not take part, so nothing was
 * stored.
 */
public final class EarlyAppendException extends SourceryException {

	private static final long serialVersionUID = 1L;

	static final String PROBLEM = "Events were appended while the beans were being created, before the projections in the append's transaction could be created";

	static final String REMEDY = "Append later, for example in an ApplicationRunner, or let the projections not depend on the bean that appends.";

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
