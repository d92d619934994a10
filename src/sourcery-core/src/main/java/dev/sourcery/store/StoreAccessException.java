package dev.sourcery.store;

import java.sql.SQLException;

import dev.sourcery.Redaction;
import dev.sourcery.failure.Causes;
import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions thrown when the database of an event store could not be reached
 * or could not complete the operation. If a subclass specifies that nothing was stored,
 * this refers to the failed call: if the outcome of an earlier attempt is unknown, it is
 * still unknown.
 *
 * @since 0.1
 */
public abstract class StoreAccessException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final StoreOperation operation;

	private final @Nullable String sqlState;

	/**
	 * Creates the exception.
	 * @param message the failure and how to proceed
	 * @param operation the operation that failed
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	protected StoreAccessException(String message, StoreOperation operation, @Nullable String sqlState,
			@Nullable Throwable cause) {
		super(message, cause);
		this.operation = operation;
		this.sqlState = sqlState;
	}

	/**
	 * The operation that failed.
	 * @return the operation, an append or a read
	 */
	public StoreOperation operation() {
		return this.operation;
	}

	/**
	 * The SQLSTATE that the database returned.
	 * @return the SQLSTATE, {@code null} if the database did not respond
	 */
	public @Nullable String sqlState() {
		return this.sqlState;
	}

	/**
	 * Returns the message of the database, which is more specific than the messages of
	 * the frameworks. Only its first line: the lines that follow may quote the event.
	 */
	static String reason(Throwable cause) {
		for (Throwable next : Causes.chainOf(Redaction.redact(cause))) {
			if (next instanceof SQLException && next.getMessage() != null) {
				return next.getMessage().lines().findFirst().orElse("");
			}
		}
		return String.valueOf(cause.getMessage());
	}

}
