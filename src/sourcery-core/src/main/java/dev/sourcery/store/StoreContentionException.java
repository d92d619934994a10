package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * The database ended the transaction because it contends with others: a deadlock, or a
 * serialization failure. Nothing was stored. The whole transaction may be run again.
 */
public final class StoreContentionException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param operation what the store was asked for
	 * @param sqlState the SQLSTATE that the database answered with, or {@code null}
	 * @param cause what caused it
	 */
	public StoreContentionException(StoreOperation operation, @Nullable String sqlState, Throwable cause) {
		super("The database ended the transaction in favour of others, and %s. Run the whole transaction again. (%s)"
			.formatted(operation.outcome(), reason(cause)), operation, sqlState, cause);
	}

}
