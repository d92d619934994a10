package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the database aborted the operation at a time limit, of a statement or of
 * waiting for a lock. Nothing was stored. Transient: the call may be retried.
 *
 * @since 0.1
 */
public final class StoreTimeoutException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation the operation that failed
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	public StoreTimeoutException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The database aborted the operation at a time limit (such as statement_timeout, lock_timeout or a cancel request), and %s. Retry, with the whole transaction if there is one; if the problem persists, look for the transaction that blocks it in pg_locks. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

}
