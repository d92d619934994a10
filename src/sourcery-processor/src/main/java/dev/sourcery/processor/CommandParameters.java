package dev.sourcery.processor;

import java.util.List;

import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a command handler.
 *
 * @param command the parameter that takes the command, {@code null} if there is none
 * @param state the parameter of a static handler that takes the state, {@code null} if
 * there is none
 */
record CommandParameters(@Nullable VariableElement command, @Nullable VariableElement state) {

	static CommandParameters of(TypeElement aggregate, ExecutableElement method) {
		VariableElement command = null;
		VariableElement state = null;
		String aggregateName = aggregate.getQualifiedName().toString();
		for (VariableElement parameter : method.getParameters()) {
			TypeMirror type = parameter.asType();
			if (JavaTypes.isStatic(method) && JavaTypes.is(type, aggregateName)) {
				state = parameter;
			}
			else if (command == null && !isOfMessage(parameter, type)) {
				command = parameter;
			}
		}
		return new CommandParameters(command, state);
	}

	private static boolean isOfMessage(VariableElement parameter, TypeMirror type) {
		return Annotations.has(parameter, Names.AGGREGATE_ID) || JavaTypes.is(type, Names.METADATA)
				|| JavaTypes.is(type, Names.STREAM_ID);
	}

	/**
	 * Returns whether a static handler declares that there may be no state.
	 */
	static boolean isNullable(VariableElement parameter) {
		return List.of(parameter.getAnnotationMirrors(), parameter.asType().getAnnotationMirrors())
			.stream()
			.flatMap(List::stream)
			.anyMatch((mirror) -> Annotations.nameOf(mirror).endsWith(".Nullable"));
	}

}
