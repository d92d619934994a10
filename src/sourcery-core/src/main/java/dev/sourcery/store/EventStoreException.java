package dev.sourcery.store;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Root of what an event store throws when it does not do what it was asked for. Unless a
 * subclass says otherwise, nothing was stored.
 */
public abstract class EventStoreException extends SourceryException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what happened and what to do
	 * @param cause what caused it, or {@code null}
	 */
	protected EventStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
