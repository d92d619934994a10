package dev.sourcery.aggregate;

import dev.sourcery.SourceryException;

/**
 * Thrown when an aggregate has no handler for a command.
 *
 * @since 0.1
 */
public final class UnhandledCommandException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> aggregateClass;

	private final Class<?> commandClass;

	UnhandledCommandException(Class<?> aggregateClass, Class<?> commandClass, boolean creating) {
		super("%s has no %s @CommandHandler for %s, which is required for %s.".formatted(aggregateClass.getName(),
				creating ? "static" : "instance", commandClass.getName(),
				creating ? "creating an aggregate" : "deciding on an existing aggregate"), null);
		this.aggregateClass = aggregateClass;
		this.commandClass = commandClass;
	}

	UnhandledCommandException(Class<?> deciderClass, Class<?> commandClass, Class<?> commandType) {
		super("%s decides on commands of %s only, but got %s.".formatted(deciderClass.getName(), commandType.getName(),
				commandClass.getName()), null);
		this.aggregateClass = deciderClass;
		this.commandClass = commandClass;
	}

	/**
	 * Returns the class of the aggregate.
	 * @return the class
	 */
	public Class<?> aggregateClass() {
		return this.aggregateClass;
	}

	/**
	 * Returns the class of the command.
	 * @return the class
	 */
	public Class<?> commandClass() {
		return this.commandClass;
	}

}
