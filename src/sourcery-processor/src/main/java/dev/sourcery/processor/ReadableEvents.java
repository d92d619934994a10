package dev.sourcery.processor;

import java.util.List;
import java.util.Set;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/**
 * Jackson must be able to create an event from JSON. Events that configure Jackson by
 * annotations are left out, and so are those whose constructors another processor writes.
 */
final class ReadableEvents implements Check {

	private static final Set<String> CREATORS = Set.of("com.fasterxml.jackson.annotation.JsonCreator",
			"java.beans.ConstructorProperties");

	private final Problems problems;

	private final boolean customized;

	/**
	 * Creates the check.
	 * @param customized whether the application customizes the mapper
	 */
	ReadableEvents(Problems problems, boolean customized) {
		this.problems = problems;
		this.customized = customized;
	}

	@Override
	public void check(TypeElement type) {
		if (!Annotations.has(type, Names.EVENT_TYPE) || this.customized || isConfigured(type)) {
			return;
		}
		if (isInner(type)) {
			this.problems.error(type,
					"Event %s is an inner class, which cannot be read back without its outer object. Make it static, or a record.",
					type.getSimpleName());
		}
		else if (type.getKind() == ElementKind.CLASS && !type.getModifiers().contains(Modifier.ABSTRACT)
				&& !hasUsableConstructor(type)) {
			this.problems.error(type,
					"Event %s cannot be read back, since it has neither a constructor without parameters nor a public one. Make it a record, make its constructor public, or annotate the constructor with @JsonCreator.",
					type.getSimpleName());
		}
	}

	private static boolean isInner(TypeElement type) {
		return type.getNestingKind() == NestingKind.MEMBER && type.getKind() == ElementKind.CLASS
				&& !type.getModifiers().contains(Modifier.STATIC);
	}

	private static boolean isConfigured(TypeElement type) {
		return type.getAnnotationMirrors().stream().map(Annotations::nameOf).anyMatch(ReadableEvents::isForOthers)
				|| type.getEnclosedElements().stream().anyMatch(ReadableEvents::isCreator);
	}

	// annotations of Jackson, and those that change the class, such as those of Lombok
	private static boolean isForOthers(String annotation) {
		return !annotation.startsWith("dev.sourcery.") && !annotation.startsWith("java.lang.")
				&& !annotation.startsWith("org.jspecify.") && !annotation.startsWith("org.springframework.");
	}

	private static boolean isCreator(Element member) {
		List<? extends AnnotationMirror> annotations = member.getAnnotationMirrors();
		return member instanceof ExecutableElement
				&& annotations.stream().map(Annotations::nameOf).anyMatch(CREATORS::contains);
	}

	private static boolean hasUsableConstructor(TypeElement type) {
		List<ExecutableElement> constructors = ElementFilter.constructorsIn(type.getEnclosedElements());
		return constructors.isEmpty() || constructors.stream()
			.anyMatch((constructor) -> constructor.getParameters().isEmpty()
					|| constructor.getModifiers().contains(Modifier.PUBLIC));
	}

}
