package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * The database refused, for a reason that does not pass by itself: a missing right, a
 * missing table, a constraint of the application's own. Nothing was stored.
 */
public final class StoreRefusedException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation what the store was asked for
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreRefusedException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The database refused, and %s. Mend the cause; trying again does not help. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

}
