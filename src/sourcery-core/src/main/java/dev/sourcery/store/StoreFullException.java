package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the database has run out of disk space, memory or connections. Nothing was
 * stored.
 *
 * @since 0.1
 */
public final class StoreFullException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation the operation that failed
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	public StoreFullException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The database has run out of disk, memory or connections, and %s. Provide more of them, then retry. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

}
