package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the database refused the operation for a permanent reason: a missing
 * privilege, a missing table, a constraint that the application added. Nothing was
 * stored.
 *
 * @since 0.1
 */
public final class StoreRefusedException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation the operation that failed
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	public StoreRefusedException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The database refused the operation, and %s. Fix the cause; retrying will not help. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

}
