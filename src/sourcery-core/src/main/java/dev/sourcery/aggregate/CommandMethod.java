package dev.sourcery.aggregate;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

import dev.sourcery.handler.Collaborators;
import dev.sourcery.handler.Invoker;
import org.jspecify.annotations.Nullable;

/**
 * One command handler. Collaborators are looked up at the first call, so that they may in
 * turn need the aggregate's repository.
 */
final class CommandMethod {

	private final String name;

	private final Invoker invoker;

	private final boolean creates;

	private final Class<?>[] collaboratorTypes;

	private final Collaborators source;

	private volatile Object @Nullable [] collaborators;

	private CommandMethod(Method method, Collaborators source) {
		this.name = method.getName();
		this.invoker = Invoker.of(method);
		this.creates = Modifier.isStatic(method.getModifiers());
		this.collaboratorTypes = Arrays.copyOfRange(method.getParameterTypes(), 1, method.getParameterCount());
		this.source = source;
	}

	static CommandMethod of(Method method, Collaborators source) {
		return new CommandMethod(method, source);
	}

	String name() {
		return this.name;
	}

	List<Object> call(@Nullable Object state, Object command) {
		return Events.of(this.invoker.invoke(arguments(state, command)));
	}

	private @Nullable Object[] arguments(@Nullable Object state, Object command) {
		if (this.collaboratorTypes.length == 0) {
			return this.creates ? new @Nullable Object[] { command } : new @Nullable Object[] { state, command };
		}
		Object[] further = collaborators();
		int own = this.creates ? 1 : 2;
		@Nullable Object[] arguments = new @Nullable Object[own + further.length];
		arguments[0] = state;
		arguments[own - 1] = command;
		System.arraycopy(further, 0, arguments, own, further.length);
		return arguments;
	}

	private Object[] collaborators() {
		Object[] known = this.collaborators;
		if (known == null) {
			known = Arrays.stream(this.collaboratorTypes).map((type) -> (Object) this.source.get(type)).toArray();
			this.collaborators = known;
		}
		return known;
	}

}
