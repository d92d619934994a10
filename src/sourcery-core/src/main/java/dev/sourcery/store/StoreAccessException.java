package dev.sourcery.store;

import java.sql.SQLException;

import dev.sourcery.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * The database behind an event store could not be reached or could not complete the
 * operation. Where a subclass says that nothing was stored, it means by this call: if the
 * outcome of an earlier attempt is unknown, it still is.
 */
public abstract class StoreAccessException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	// causes can form a ring
	private static final int MAX_DEPTH = 20;

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

	/**
	 * The database's own words, which tell more than those of the frameworks around it.
	 * Of these only the first line: what follows may quote the event.
	 */
	static String reason(Throwable cause) {
		@Nullable Throwable next = Redaction.redact(cause);
		for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
			if (next instanceof SQLException && next.getMessage() != null) {
				return next.getMessage().lines().findFirst().orElse("");
			}
			next = next.getCause();
		}
		return String.valueOf(cause.getMessage());
	}

}
