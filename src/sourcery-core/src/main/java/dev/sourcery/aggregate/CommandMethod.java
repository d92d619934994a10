package dev.sourcery.aggregate;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;

import dev.sourcery.handler.Collaborators;
import dev.sourcery.handler.Invoker;
import org.jspecify.annotations.Nullable;

/**
 * A command handler. Collaborators are looked up at the first call, so that they may in
 * turn depend on the repository of the aggregate.
 */
final class CommandMethod {

	private final String name;

	private final Invoker invoker;

	private final boolean creates;

	private final Class<?> aggregateClass;

	private final Parameter[] further;

	private final Collaborators source;

	private volatile @Nullable Object @Nullable [] collaborators;

	private CommandMethod(Class<?> aggregateClass, Method method, Collaborators source) {
		this.name = method.getName();
		this.invoker = Invoker.of(method);
		this.creates = Modifier.isStatic(method.getModifiers());
		this.aggregateClass = aggregateClass;
		this.further = Arrays.copyOfRange(method.getParameters(), 1, method.getParameterCount());
		this.source = source;
	}

	static CommandMethod of(Class<?> aggregateClass, Method method, Collaborators source) {
		return new CommandMethod(aggregateClass, method, source);
	}

	String name() {
		return this.name;
	}

	List<Object> call(@Nullable Object state, CommandMessage message) {
		return Events.of(this.invoker.invoke(arguments(state, message.command())));
	}

	private @Nullable Object[] arguments(@Nullable Object state, Object command) {
		if (this.further.length == 0) {
			return this.creates ? new @Nullable Object[] { command } : new @Nullable Object[] { state, command };
		}
		@Nullable Object[] found = collaborators();
		int own = this.creates ? 1 : 2;
		@Nullable Object[] arguments = new @Nullable Object[own + found.length];
		arguments[0] = state;
		arguments[own - 1] = command;
		System.arraycopy(found, 0, arguments, own, found.length);
		return arguments;
	}

	private @Nullable Object[] collaborators() {
		@Nullable Object[] known = this.collaborators;
		if (known == null) {
			known = new @Nullable Object[this.further.length];
			for (int i = 0; i < known.length; i++) {
				known[i] = this.source.get(this.aggregateClass, this.further[i]);
			}
			this.collaborators = known;
		}
		return known;
	}

}
