package dev.sourcery.processor;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.TypeElement;

import org.jspecify.annotations.Nullable;

/**
 * Two events cannot have the same name and schema version.
 */
final class UniqueEventNames implements Check {

	private final Problems problems;

	private final Map<String, TypeElement> events = new LinkedHashMap<>();

	/**
	 * Creates the check.
	 * @param known events of previous compilations
	 */
	UniqueEventNames(Problems problems, Collection<TypeElement> known) {
		this.problems = problems;
		known.forEach(this::register);
	}

	@Override
	public void check(TypeElement type) {
		AnnotationMirror annotation = Annotations.find(type, Names.EVENT_TYPE);
		if (annotation == null) {
			return;
		}
		if (nameOf(annotation).isBlank()) {
			this.problems.error(type, annotation,
					"The event type of %s is blank. Give it a stable name, such as \"account.opened\".",
					type.getSimpleName());
			return;
		}
		TypeElement other = register(type);
		if (other != null) {
			this.problems.error(type, annotation,
					"Event type '%s' is claimed by both %s and %s. Give one of them another name or schema version in @EventType.",
					nameOf(annotation), other.getQualifiedName(), type.getQualifiedName());
		}
	}

	// a profile may select one of two
	private @Nullable TypeElement register(TypeElement type) {
		AnnotationMirror annotation = Annotations.find(type, Names.EVENT_TYPE);
		if (annotation == null || Annotations.hasMeta(type, Names.CONDITIONAL)) {
			return null;
		}
		Object version = Annotations.value(annotation, "version");
		return this.events.putIfAbsent(nameOf(annotation) + " " + ((version != null) ? version : Integer.valueOf(1)),
				type);
	}

	private static String nameOf(AnnotationMirror annotation) {
		Object name = Annotations.value(annotation, "value");
		return (name != null) ? name.toString() : "";
	}

}
