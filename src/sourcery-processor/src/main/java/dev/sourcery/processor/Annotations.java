package dev.sourcery.processor;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;

import org.jspecify.annotations.Nullable;

/**
 * Reads annotations by their names.
 */
final class Annotations {

	private Annotations() {
	}

	static boolean has(Element element, String name) {
		return find(element, name) != null;
	}

	static @Nullable AnnotationMirror find(Element element, String name) {
		for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
			if (nameOf(mirror).equals(name)) {
				return mirror;
			}
		}
		return null;
	}

	static String nameOf(AnnotationMirror mirror) {
		return type(mirror).getQualifiedName().toString();
	}

	private static TypeElement type(AnnotationMirror mirror) {
		return (TypeElement) mirror.getAnnotationType().asElement();
	}

	/**
	 * Returns whether an element has an annotation from a package or a package below it.
	 */
	static boolean hasAnyOf(Element element, String packageName) {
		return element.getAnnotationMirrors()
			.stream()
			.anyMatch((mirror) -> nameOf(mirror).startsWith(packageName + "."));
	}

	/**
	 * Returns whether an element has an annotation, or an annotation that has it.
	 */
	static boolean hasMeta(Element element, String name) {
		return hasMeta(element, name, new HashSet<>());
	}

	private static boolean hasMeta(Element element, String name, Set<String> seen) {
		for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
			String annotation = nameOf(mirror);
			if (annotation.equals(name) || (!annotation.startsWith("java.lang.annotation.") && seen.add(annotation)
					&& hasMeta(type(mirror), name, seen))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns a value of an annotation.
	 * @return the value, {@code null} if it has the default
	 */
	static @Nullable Object value(AnnotationMirror mirror, String name) {
		for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> each : mirror.getElementValues()
			.entrySet()) {
			if (each.getKey().getSimpleName().contentEquals(name)) {
				return each.getValue().getValue();
			}
		}
		return null;
	}

}
