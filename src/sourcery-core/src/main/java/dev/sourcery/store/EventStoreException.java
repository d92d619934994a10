package dev.sourcery.store;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that an event store throws when it does not complete an
 * operation. Unless a subclass specifies otherwise, nothing was stored.
 *
 * @since 0.1
 */
public abstract class EventStoreException extends SourceryException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message the failure and how to proceed
	 * @param cause the cause, or {@code null}
	 */
	protected EventStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * Creates the exception. Its message consists of problem and remedy.
	 * @param problem what is wrong, without a full stop at the end
	 * @param remedy what to do, in sentences
	 * @param cause what caused it, or {@code null}
	 */
	protected EventStoreException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem, remedy, cause);
	}

}
