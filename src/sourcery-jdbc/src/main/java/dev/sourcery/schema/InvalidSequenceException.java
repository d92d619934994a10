package dev.sourcery.schema;

import dev.sourcery.SourceryException;

/**
 * The sequence of positions does not do what the order of events rests on.
 */
public final class InvalidSequenceException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String remedy;

	InvalidSequenceException(String problem, String remedy) {
		super("%s: events would be lost or come out of order. Stop all writers and run: %s".formatted(problem, remedy),
				null);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * What is wrong.
	 * @return a description
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * What to run.
	 * @return the SQL statement
	 */
	public String remedy() {
		return this.remedy;
	}

}
