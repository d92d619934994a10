package dev.sourcery.aggregate;

import dev.sourcery.SourceryException;

/**
 * An aggregate has no handler for a command.
 */
public final class UnhandledCommandException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> aggregateClass;

	private final Class<?> commandClass;

	UnhandledCommandException(Class<?> aggregateClass, Class<?> commandClass, boolean creating) {
		super("%s has no %s @CommandHandler for %s, which is what %s needs.".formatted(aggregateClass.getName(),
				creating ? "static" : "instance", commandClass.getName(),
				creating ? "creating an aggregate" : "deciding on an existing aggregate"), null);
		this.aggregateClass = aggregateClass;
		this.commandClass = commandClass;
	}

	/**
	 * The aggregate's class.
	 * @return the class
	 */
	public Class<?> aggregateClass() {
		return this.aggregateClass;
	}

	/**
	 * The command's class.
	 * @return the class
	 */
	public Class<?> commandClass() {
		return this.commandClass;
	}

}
