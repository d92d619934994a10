package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * The database behind an event store could not be reached or did not do its part.
 */
public abstract class StoreAccessException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String sqlState;

	/**
	 * Creates the exception.
	 * @param message what happened and what to do
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	protected StoreAccessException(String message, @Nullable String sqlState, @Nullable Throwable cause) {
		super(message, cause);
		this.sqlState = sqlState;
	}

	/**
	 * What the database answered with.
	 * @return the SQLSTATE, {@code null} if it did not answer
	 */
	public @Nullable String sqlState() {
		return this.sqlState;
	}

}
