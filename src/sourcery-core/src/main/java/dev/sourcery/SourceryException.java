package dev.sourcery;

import org.jspecify.annotations.Nullable;

/**
 * Root of all exceptions that sourcery itself throws. Subclasses provide the facts as
 * fields; the message describes how to proceed. Neither the message nor the causes quote
 * the contents of rows.
 *
 * @since 0.1
 */
public abstract class SourceryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final @Nullable String remedy;

	/**
	 * Creates the exception.
	 * @param message the failure and how to proceed
	 * @param cause the cause, or {@code null}; if a database error in it quotes a row, a
	 * copy without the quoted row is used as the cause
	 */
	protected SourceryException(String message, @Nullable Throwable cause) {
		super(message, (cause != null) ? Redaction.redact(cause) : null);
		this.problem = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
		this.remedy = null;
	}

	/**
	 * Creates the exception. Its message consists of problem and remedy.
	 * @param problem what is wrong, without a full stop at the end
	 * @param remedy what to do, in sentences
	 * @param cause the cause, or {@code null}; if a database error in it quotes a row, a
	 * copy without the quoted row is used as the cause
	 */
	protected SourceryException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem + ". " + remedy, (cause != null) ? Redaction.redact(cause) : null);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * Returns the problem.
	 * @return the problem, without a full stop at the end
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Returns what to do.
	 * @return the remedy in sentences, or {@code null} if there is none apart from the
	 * {@link #problem() problem}
	 */
	public @Nullable String remedy() {
		return this.remedy;
	}

}
