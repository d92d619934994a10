package dev.sourcery.evolution;

import dev.sourcery.SourceryException;

/**
 * Thrown at the start when the conversions of stored events contradict each other, or
 * lead to no registered event class.
 *
 * @since 0.1
 */
public final class InvalidEvolutionException extends SourceryException {

	private static final long serialVersionUID = 1L;

	InvalidEvolutionException(String problem, String remedy) {
		super(problem, remedy, null);
	}

}
