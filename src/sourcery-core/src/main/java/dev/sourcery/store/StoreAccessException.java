package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * The database behind an event store could not be reached or did not do its part. Where a
 * subclass says that nothing was stored, it means by this call: if the outcome of an
 * earlier attempt is unknown, it still is.
 */
public abstract class StoreAccessException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final StoreOperation operation;

	private final @Nullable String sqlState;

	/**
	 * Creates the exception.
	 * @param message what happened and what to do
	 * @param operation what the store was asked for
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	protected StoreAccessException(String message, StoreOperation operation, @Nullable String sqlState,
			@Nullable Throwable cause) {
		super(message, cause);
		this.operation = operation;
		this.sqlState = sqlState;
	}

	/**
	 * What the store was asked for.
	 * @return whether it was to store events or to read
	 */
	public StoreOperation operation() {
		return this.operation;
	}

	/**
	 * What the database answered with.
	 * @return the SQLSTATE, {@code null} if it did not answer
	 */
	public @Nullable String sqlState() {
		return this.sqlState;
	}

}
