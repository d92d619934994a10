package dev.sourcery.aggregate;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Assigns an argument to each parameter of a command handler: by type to the metadata,
 * the stream and, in a static method, the aggregate; by annotation to the id. The first
 * other parameter takes the command, further ones take collaborators.
 */
final class CommandParameters {

	private final Class<?> aggregateClass;

	private final Method method;

	private final Collaborators source;

	private final List<CommandArgument> arguments = new ArrayList<>();

	private @Nullable Class<?> commandType;

	private boolean takesState;

	private CommandParameters(Class<?> aggregateClass, Method method, Collaborators source) {
		this.aggregateClass = aggregateClass;
		this.method = method;
		this.source = source;
	}

	static CommandParameters of(Class<?> aggregateClass, Method method, Collaborators source) {
		CommandParameters parameters = new CommandParameters(aggregateClass, method, source);
		if (!Modifier.isStatic(method.getModifiers())) {
			parameters.arguments.add((state, message) -> state);
		}
		for (Parameter parameter : method.getParameters()) {
			parameters.arguments.add(parameters.argument(parameter));
		}
		return parameters;
	}

	private CommandArgument argument(Parameter parameter) {
		Class<?> type = parameter.getType();
		if (parameter.isAnnotationPresent(AggregateId.class)) {
			return id(type);
		}
		if (type == Metadata.class) {
			return (state, message) -> message.metadata();
		}
		if (type == StreamId.class) {
			return (state, message) -> message.stream();
		}
		if (type == this.aggregateClass && Modifier.isStatic(this.method.getModifiers())) {
			requireNullable(parameter);
			this.takesState = true;
			return (state, message) -> state;
		}
		if (this.commandType == null) {
			this.commandType = type;
			return (state, message) -> message.command();
		}
		LazyCollaborator collaborator = new LazyCollaborator(this.aggregateClass, parameter, this.source);
		return (state, message) -> collaborator.get();
	}

	private CommandArgument id(Class<?> declared) {
		Class<?> type = MethodType.methodType(declared).wrap().returnType();
		return (state, message) -> {
			if (type.isInstance(message.id())) {
				return message.id();
			}
			if (type == String.class) {
				return message.stream().id();
			}
			throw new InvalidAggregateException(this.aggregateClass,
					"command handler %s takes the id as %s, but the repository was called with a %s"
						.formatted(this.method.getName(), declared.getName(), message.id().getClass().getName()),
					"Declare the @AggregateId parameter as %s or as String."
						.formatted(message.id().getClass().getSimpleName()));
		};
	}

	// by its simple name, as in JSpecify, Jakarta and Spring
	private void requireNullable(Parameter parameter) {
		boolean nullable = Stream.of(parameter.getAnnotations(), parameter.getAnnotatedType().getAnnotations())
			.flatMap(Stream::of)
			.map(Annotation::annotationType)
			.anyMatch((type) -> type.getSimpleName().equals("Nullable"));
		if (!nullable) {
			throw new InvalidAggregateException(this.aggregateClass,
					"the static command handler %s takes the aggregate, which does not exist when it is created"
						.formatted(this.method.getName()),
					"Annotate this parameter with a @Nullable that is retained at run time, for a handler that creates and updates, or make the handler an instance method.");
		}
	}

	/**
	 * Returns the type of the command, {@code null} if no parameter takes it.
	 */
	@Nullable Class<?> commandType() {
		return this.commandType;
	}

	/**
	 * Returns whether a static handler takes the current state, so that it both creates
	 * and updates.
	 */
	boolean takesState() {
		return this.takesState;
	}

	CommandArgument[] arguments() {
		return this.arguments.toArray(CommandArgument[]::new);
	}

}
