package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the database aborted the transaction because it conflicts with concurrent
 * transactions: a deadlock, or a serialization failure. Nothing was stored. Transient:
 * the whole transaction may be retried.
 *
 * @since 0.1
 */
public final class StoreContentionException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation the operation that failed
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	public StoreContentionException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The database aborted the transaction in favour of others, and %s. Retry the whole transaction. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

}
