package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * The database has run out of disk, memory or connections. Nothing was stored.
 */
public final class StoreFullException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreFullException(@Nullable String sqlState, Throwable cause) {
		super("The database has run out of a resource and nothing was stored. Give it room, then try again. ("
				+ cause.getMessage() + ")", sqlState, cause);
	}

}
