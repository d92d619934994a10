package dev.sourcery.processor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/**
 * A {@code @CommandHandler} takes a command and returns events, and there is one for each
 * command.
 */
final class CommandSignatures implements Check {

	private static final Set<String> NO_EVENTS = Set.of("java.lang.String", "java.lang.Boolean", "java.lang.Integer",
			"java.lang.Long", "java.lang.Short", "java.lang.Byte", "java.lang.Character", "java.lang.Double",
			"java.lang.Float", "java.util.UUID");

	private final JavaTypes java;

	private final Problems problems;

	CommandSignatures(JavaTypes java, Problems problems) {
		this.java = java;
		this.problems = problems;
	}

	@Override
	public void check(TypeElement type) {
		Map<String, ExecutableElement> seen = new LinkedHashMap<>();
		boolean mutable = this.java.methods(type, Names.APPLY)
			.stream()
			.anyMatch((apply) -> apply.getReturnType().getKind() == TypeKind.VOID);
		for (ExecutableElement method : JavaTypes.declaredMethods(type, Names.COMMAND_HANDLER)) {
			CommandParameters parameters = CommandParameters.of(type, method);
			requireCommand(type, method, parameters, seen);
			requireEvents(method, mutable && (!JavaTypes.isStatic(method) || parameters.state() != null));
		}
	}

	private void requireCommand(TypeElement type, ExecutableElement method, CommandParameters parameters,
			Map<String, ExecutableElement> seen) {
		if (parameters.command() == null) {
			this.problems.error(method, "Command handler %s takes no command. Make the command a parameter.",
					method.getSimpleName());
			return;
		}
		if (parameters.state() != null && !CommandParameters.isNullable(parameters.state())) {
			this.problems.error(parameters.state(),
					"The static command handler %s takes the aggregate, which does not exist when it is created. Annotate this parameter with @Nullable, for a handler that creates and updates, or make the handler an instance method.",
					method.getSimpleName());
		}
		String command = this.java.erasure(parameters.command().asType());
		ExecutableElement other = seen.putIfAbsent(JavaTypes.isStatic(method) + command, method);
		if (other != null) {
			this.problems.error(method, "%s and %s of %s both handle %s. Keep one of them.", other.getSimpleName(),
					method.getSimpleName(), type.getSimpleName(), command);
		}
	}

	private void requireEvents(ExecutableElement method, boolean changesState) {
		TypeMirror returned = method.getReturnType();
		if (returned.getKind() == TypeKind.VOID && changesState) {
			this.problems.error(method,
					"Command handler %s returns no events, and state that it changes directly is not stored. Return the events, and change the state in @Apply methods; a handler that only checks returns an empty List or Optional.",
					method.getSimpleName());
		}
		else if (returned.getKind().isPrimitive() || NO_EVENTS.contains(this.java.erasure(returned))) {
			this.problems.error(method,
					"Command handler %s returns %s, which is no event. Return one event, a List, a Stream or an Optional of events, or void.",
					method.getSimpleName(), returned);
		}
	}

}
