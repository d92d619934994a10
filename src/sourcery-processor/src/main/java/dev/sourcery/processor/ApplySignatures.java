package dev.sourcery.processor;

import java.util.LinkedHashMap;
import java.util.Map;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;

/**
 * An {@code @Apply} method takes one event and returns the state, and there is one for
 * each event.
 */
final class ApplySignatures implements Check {

	private final JavaTypes java;

	private final Problems problems;

	ApplySignatures(JavaTypes java, Problems problems) {
		this.java = java;
		this.problems = problems;
	}

	@Override
	public void check(TypeElement type) {
		Map<String, ExecutableElement> seen = new LinkedHashMap<>();
		for (Element member : type.getEnclosedElements()) {
			if (member instanceof ExecutableElement method && Annotations.has(method, Names.APPLY)) {
				check(type, method, seen);
			}
		}
	}

	private void check(TypeElement type, ExecutableElement method, Map<String, ExecutableElement> seen) {
		if (method.getParameters().size() != 1) {
			this.problems.error(method, "@Apply method %s has %d parameters. Let it take the event and nothing else.",
					method.getSimpleName(), method.getParameters().size());
			return;
		}
		boolean starts = method.getKind() == ElementKind.CONSTRUCTOR || JavaTypes.isStatic(method);
		if (Annotations.has(type, Names.AGGREGATE) && method.getKind() == ElementKind.METHOD) {
			requireState(type, method, starts);
		}
		String event = this.java.erasure(method.getParameters().get(0).asType());
		if (seen.putIfAbsent(starts + event, method) != null) {
			this.problems.error(method, "Two @Apply methods of %s take %s. Keep one of them.", type.getSimpleName(),
					event);
		}
	}

	private void requireState(TypeElement type, ExecutableElement method, boolean starts) {
		TypeKind kind = method.getReturnType().getKind();
		TypeElement returned = this.java.elementOf(method.getReturnType());
		boolean undecided = kind == TypeKind.ERROR || kind == TypeKind.TYPEVAR;
		boolean changes = kind == TypeKind.VOID && !starts;
		if (!undecided && !changes && (returned == null || !this.java.isA(returned, type))) {
			this.problems.error(method, "@Apply method %s returns %s. Return the next state (%s)%s.",
					method.getSimpleName(), method.getReturnType(), type.getSimpleName(),
					starts ? "" : ", or make it void and change this one");
		}
	}

}
