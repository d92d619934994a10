package dev.sourcery.aggregate;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

import dev.sourcery.handler.Collaborators;
import dev.sourcery.handler.Invoker;
import org.jspecify.annotations.Nullable;

/**
 * A command handler.
 */
final class CommandMethod {

	private final Method method;

	private final Class<?> commandType;

	private final boolean takesState;

	private final CommandArgument[] arguments;

	private final Invoker invoker;

	private CommandMethod(Method method, Class<?> commandType, CommandParameters parameters) {
		this.method = method;
		this.commandType = commandType;
		this.takesState = parameters.takesState();
		this.arguments = parameters.arguments();
		this.invoker = Invoker.of(method);
	}

	static CommandMethod of(Class<?> aggregateClass, Method method, Collaborators source) {
		CommandParameters parameters = CommandParameters.of(aggregateClass, method, source);
		Class<?> commandType = parameters.commandType();
		if (commandType == null) {
			throw new InvalidAggregateException(aggregateClass,
					"command handler %s takes no command".formatted(method.getName()), "Make the command a parameter.");
		}
		return new CommandMethod(method, commandType, parameters);
	}

	String name() {
		return this.method.getName();
	}

	Class<?> commandType() {
		return this.commandType;
	}

	boolean creates() {
		return Modifier.isStatic(this.method.getModifiers());
	}

	boolean decides() {
		return !creates() || this.takesState;
	}

	boolean isVoid() {
		return this.method.getReturnType() == void.class;
	}

	List<Object> call(@Nullable Object state, CommandMessage message) {
		@Nullable Object[] values = new @Nullable Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].of(state, message);
		}
		return Events.of(this.invoker.invoke(values), this::toString);
	}

	@Override
	public String toString() {
		return "Command handler %s.%s(%s)".formatted(this.method.getDeclaringClass().getName(), name(),
				this.commandType.getSimpleName());
	}

}
