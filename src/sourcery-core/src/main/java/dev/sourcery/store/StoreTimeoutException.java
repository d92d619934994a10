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
	 * @param operation what the store was asked for
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreTimeoutException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The database gave up at a time limit (such as statement_timeout, lock_timeout or a cancel request), and %s. Try again, with the whole transaction if it is in one; if it lasts, look for the transaction that blocks it in pg_locks. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

}
