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
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreRefusedException(@Nullable String sqlState, Throwable cause) {
		super("The database refused, and nothing was stored. Mend the cause; trying again does not help. ("
				+ cause.getMessage() + ")", sqlState, cause);
	}

}
