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
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreUnavailableException(@Nullable String sqlState, Throwable cause) {
		super("The event store cannot be reached and nothing was stored. Try again; if it lasts, check the database and the size of the connection pool. ("
				+ cause.getMessage() + ")", sqlState, cause);
	}

}
