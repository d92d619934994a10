package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * The database gave up after a time limit, on a statement or on waiting for a lock.
 * Nothing was stored. The same may be tried again.
 */
public final class StoreTimeoutException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreTimeoutException(@Nullable String sqlState, Throwable cause) {
		super("The database stopped the statement at a time limit (statement_timeout, lock_timeout or a cancel request) and nothing was stored. Try again; if it lasts, look for the transaction that blocks it in pg_locks. ("
				+ cause.getMessage() + ")", sqlState, cause);
	}

}
