package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * There is no connection to the database: it cannot be reached, is starting or stopping,
 * its pool is exhausted, or a connection broke within a transaction that is now rolled
 * back. Nothing was stored. It passes; the same may be tried again.
 */
public final class StoreUnavailableException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation what the store was asked for
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreUnavailableException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The event store cannot be reached, and %s. Try again, with the whole transaction if it is in one; if it lasts, check the database and the size of the connection pool. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

	/**
	 * Creates the exception for an append.
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreUnavailableException(@Nullable String sqlState, Throwable cause) {
		this(StoreOperation.APPEND, sqlState, cause);
	}

}
