package dev.sourcery.autoconfigure.projection;

import dev.sourcery.SourceryException;

/**
 * Thrown when events are appended during the creation of a bean on which an
 * in-transaction projection depends. The projection could not handle them, so nothing was
 * stored.
 *
 * @since 0.1
 */
public final class EarlyAppendException extends SourceryException {

	private static final long serialVersionUID = 1L;

	EarlyAppendException(Throwable cause) {
		super("Events were appended during the creation of the beans, before the in-transaction projections were available, and so nothing was stored",
				"Append later, for example in an ApplicationRunner, or remove the dependency of the projections on the bean that appends.",
				cause);
	}

}
