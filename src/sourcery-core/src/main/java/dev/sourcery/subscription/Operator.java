package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.event.StorableName;

/**
 * The person or program that operates subscriptions.
 *
 * @since 0.1
 * @param actor the name that is recorded with each operation, of 1 to 255 characters
 * @param timeout maximum time to wait for batches in progress, and until the effect of an
 * operation has been observed
 */
public record Operator(String actor, Duration timeout) {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Checks the values.
	 * @param actor the name of the actor
	 * @param timeout maximum time to wait
	 * @throws IllegalArgumentException if the name is blank, longer than 255 characters
	 * or contains characters that cannot be stored, or the timeout is not positive
	 */
	public Operator {
		if (!StorableName.hasLength(actor) || actor.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException(
					"An actor has a name of 1 to 255 characters without control characters, but got '%s'"
						.formatted(actor));
		}
		if (timeout.toMillis() < 1) {
			throw new IllegalArgumentException("The timeout of operations must be positive, but is " + timeout);
		}
	}

	/**
	 * Returns an operator that waits for at most 30 seconds.
	 * @param actor the name that is recorded with each operation
	 * @return the operator
	 */
	public static Operator named(String actor) {
		return new Operator(actor, TIMEOUT);
	}

	/**
	 * Returns this operator with another timeout.
	 * @param timeout maximum time to wait
	 * @return the operator
	 */
	public Operator within(Duration timeout) {
		return new Operator(this.actor, timeout);
	}

}
