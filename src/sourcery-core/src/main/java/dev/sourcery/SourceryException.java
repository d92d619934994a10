package dev.sourcery;

import org.jspecify.annotations.Nullable;

/**
 * Root of all exceptions that sourcery itself throws. Subclasses provide the facts as
 * fields; the message describes how to proceed. Neither the message nor the causes quote
 * the contents of rows.
 */
public abstract class SourceryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message the failure and how to proceed
	 * @param cause the cause, or {@code null}; if a database error in it quotes a row, a
	 * copy without the quoted row is used as the cause
	 */
	protected SourceryException(String message, @Nullable Throwable cause) {
		super(message, (cause != null) ? Redaction.redact(cause) : null);
	}

}
