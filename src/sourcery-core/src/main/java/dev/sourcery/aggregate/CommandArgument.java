package dev.sourcery.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * Provides one argument of a command handler.
 */
@FunctionalInterface
interface CommandArgument {

	/**
	 * Returns the argument.
	 * @param state the current state, {@code null} if the aggregate does not exist
	 * @param message the command with its target and metadata
	 * @return the argument
	 */
	@Nullable Object of(@Nullable Object state, CommandMessage message);

}
