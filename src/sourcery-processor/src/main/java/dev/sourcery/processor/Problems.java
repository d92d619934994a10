package dev.sourcery.processor;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic.Kind;

import org.jspecify.annotations.Nullable;

/**
 * Reports problems at the elements that have them, unless the element or one that
 * encloses it is annotated with {@code @SuppressWarnings("sourcery")}.
 */
@SuppressWarnings("AnnotateFormatMethod") // that annotation is not a dependency of the
											// processor
final class Problems {

	/**
	 * The option of the compiler: {@code error}, {@code warning} or {@code off}.
	 */
	static final String OPTION = "sourcery.checks";

	private final Messager messager;

	private final String level;

	Problems(Messager messager, Map<String, String> options) {
		this.messager = messager;
		this.level = options.getOrDefault(OPTION, "error").toLowerCase(Locale.ROOT);
	}

	void error(Element element, String message, Object... arguments) {
		report(Kind.ERROR, element, null, message.formatted(arguments));
	}

	void error(Element element, AnnotationMirror annotation, String message, Object... arguments) {
		report(Kind.ERROR, element, annotation, message.formatted(arguments));
	}

	void warning(Element element, String message, Object... arguments) {
		report(Kind.WARNING, element, null, message.formatted(arguments));
	}

	private void report(Kind kind, Element element, @Nullable AnnotationMirror annotation, String message) {
		if (this.level.equals("off") || isSuppressed(element)) {
			return;
		}
		Kind reported = this.level.equals("warning") ? Kind.WARNING : kind;
		this.messager.printMessage(reported, message, element, annotation);
	}

	private static boolean isSuppressed(@Nullable Element element) {
		if (element == null) {
			return false;
		}
		AnnotationMirror suppress = Annotations.find(element, "java.lang.SuppressWarnings");
		return (suppress != null && Annotations.value(suppress, "value") instanceof List<?> values
				&& values.stream()
					.anyMatch((value) -> value instanceof AnnotationValue each && "sourcery".equals(each.getValue())))
				|| isSuppressed(element.getEnclosingElement());
	}

}
