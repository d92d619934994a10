package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * The database has run out of disk, memory or connections. Nothing was stored.
 */
public final class StoreFullException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation what the store was asked for
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreFullException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The database has run out of disk, memory or connections, and %s. Give it room, then try again. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

}
