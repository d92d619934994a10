package dev.sourcery.autoconfigure.store;

import dev.sourcery.SourceryException;

/**
 * The beans of the application do not say which database the event store uses, or do not
 * fit together.
 */
public final class StoreDatabaseException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String remedy;

	StoreDatabaseException(String problem, String remedy) {
		super("%s. %s".formatted(problem, remedy), null);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * What is wrong.
	 * @return the problem, without a full stop
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * What to do.
	 * @return the remedy
	 */
	public String remedy() {
		return this.remedy;
	}

}
