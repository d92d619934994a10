package dev.sourcery;

import org.jspecify.annotations.Nullable;

/**
 * Root of every exception that sourcery throws on its own account. Subclasses carry the
 * facts as fields; the message says what to do. Neither it nor its causes quote the
 * contents of rows.
 */
public abstract class SourceryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what happened and what to do
	 * @param cause what caused it, or {@code null}; where an error of the database in it
	 * quotes a row, a copy without that becomes the cause
	 */
	protected SourceryException(String message, @Nullable Throwable cause) {
		super(message, (cause != null) ? Redaction.redact(cause) : null);
	}

}
