package dev.sourcery.schema;

import dev.sourcery.SourceryException;

/**
 * Exception thrown if the sequence of positions does not have the properties on which the
 * order of events depends.
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
	 * The problem.
	 * @return a description of the problem
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * The statement that fixes the problem.
	 * @return the SQL statement
	 */
	public String remedy() {
		return this.remedy;
	}

}
