package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when there is no connection to the database: it cannot be reached, is starting
 * or stopping, its pool is exhausted, or a connection was lost within a transaction that
 * is now rolled back. Nothing was stored. Transient: the call may be retried.
 *
 * @since 0.1
 */
public final class StoreUnavailableException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation the operation that failed
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	public StoreUnavailableException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The event store cannot be reached, and %s. Retry, with the whole transaction if there is one; if the problem persists, check the database and the size of the connection pool. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

	/**
	 * Creates the exception for an append.
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	public StoreUnavailableException(@Nullable String sqlState, Throwable cause) {
		this(StoreOperation.APPEND, sqlState, cause);
	}

}
