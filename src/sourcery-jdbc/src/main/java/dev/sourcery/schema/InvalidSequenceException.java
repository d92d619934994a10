package dev.sourcery.schema;

import dev.sourcery.SourceryException;

/**
 * Exception thrown if the sequence of positions does not have the properties on which the
 * order of events depends.
 *
 * @since 0.1
 */
public final class InvalidSequenceException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String statement;

	InvalidSequenceException(String problem, String statement) {
		super(problem + ": events would be lost or come out of order", "Stop all writers and run: " + statement, null);
		this.statement = statement;
	}

	/**
	 * The statement that fixes the problem.
	 * @return the SQL statement
	 */
	public String statement() {
		return this.statement;
	}

}
