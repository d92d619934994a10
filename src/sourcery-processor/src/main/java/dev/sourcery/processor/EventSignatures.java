package dev.sourcery.processor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

import org.jspecify.annotations.Nullable;

/**
 * An {@code @EventHandler} is an instance method that takes an event in one of several
 * forms, and there is one for each event.
 */
final class EventSignatures implements Check {

	private static final String LIST = "java.util.List";

	private static final String REMEDY = "Declare it as an instance method that takes the event, its RecordedEvent or its Metadata, or one List of events.";

	private final JavaTypes java;

	private final Problems problems;

	EventSignatures(JavaTypes java, Problems problems) {
		this.java = java;
		this.problems = problems;
	}

	@Override
	public void check(TypeElement type) {
		Map<String, ExecutableElement> seen = new LinkedHashMap<>();
		for (ExecutableElement method : JavaTypes.declaredMethods(type, Names.EVENT_HANDLER)) {
			String problem = problemOf(method);
			if (problem != null) {
				this.problems.error(method, "Event handler %s %s. %s", method.getSimpleName(), problem, REMEDY);
				continue;
			}
			String event = eventOf(method);
			if (event != null && seen.putIfAbsent(event, method) != null) {
				this.problems.error(method, "Two event handlers of %s take %s. Keep one of them.", type.getSimpleName(),
						event);
			}
		}
		for (ExecutableElement method : JavaTypes.declaredMethods(type, Names.ORDERED_BY)) {
			requireKey(method);
		}
		for (ExecutableElement method : JavaTypes.declaredMethods(type, Names.RESET_HANDLER)) {
			if (!method.getParameters().isEmpty()) {
				this.problems.error(method,
						"@ResetHandler method %s has parameters. Declare one method without parameters that empties the read model.",
						method.getSimpleName());
			}
		}
	}

	private void requireKey(ExecutableElement method) {
		TypeKind returned = method.getReturnType().getKind();
		String problem = (returned == TypeKind.VOID || returned == TypeKind.ARRAY) ? "returns no key"
				: problemOf(method);
		if (problem != null) {
			this.problems.error(method,
					"@OrderedBy method %s %s. Declare it as an instance method that takes the event, its RecordedEvent or its Metadata, and returns the key.",
					method.getSimpleName(), problem);
		}
	}

	private static @Nullable String problemOf(ExecutableElement method) {
		List<? extends VariableElement> parameters = method.getParameters();
		if (JavaTypes.isStatic(method)) {
			return "is static";
		}
		if (parameters.size() == 1 && JavaTypes.is(parameters.get(0).asType(), LIST)) {
			return null;
		}
		boolean event = false;
		boolean recorded = false;
		for (VariableElement parameter : parameters) {
			TypeMirror type = parameter.asType();
			if (JavaTypes.is(type, Names.RECORDED_EVENT)) {
				recorded = true;
			}
			else if (!JavaTypes.is(type, Names.METADATA)) {
				if (event || JavaTypes.is(type, LIST)) {
					return "has a parameter too many: " + type;
				}
				event = true;
			}
		}
		return (event || recorded) ? null : "takes no event";
	}

	/**
	 * Returns the type of the events of a handler whose parameters have no problem.
	 */
	private @Nullable String eventOf(ExecutableElement method) {
		TypeMirror recorded = null;
		for (VariableElement parameter : method.getParameters()) {
			TypeMirror type = parameter.asType();
			if (JavaTypes.is(type, LIST)) {
				TypeMirror element = JavaTypes.argumentOf(type);
				return nameOf((element != null && JavaTypes.is(element, Names.RECORDED_EVENT))
						? JavaTypes.argumentOf(element) : element);
			}
			if (JavaTypes.is(type, Names.RECORDED_EVENT)) {
				recorded = JavaTypes.argumentOf(type);
			}
			else if (!JavaTypes.is(type, Names.METADATA)) {
				return nameOf(type);
			}
		}
		return nameOf(recorded);
	}

	// without a type argument: all events
	private String nameOf(@Nullable TypeMirror type) {
		return (type != null) ? this.java.erasure(type) : "java.lang.Object";
	}

}
