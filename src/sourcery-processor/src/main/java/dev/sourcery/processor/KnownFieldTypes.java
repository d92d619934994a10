package dev.sourcery.processor;

import java.util.Objects;

import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.ElementFilter;

import org.jspecify.annotations.Nullable;

/**
 * The type of each field of an event determines the class to read. The fields of the
 * records in an event are checked when the application starts.
 */
final class KnownFieldTypes implements Check {

	private static final String JACKSON = "com.fasterxml.jackson";

	private static final String JACKSON_3 = "tools.jackson";

	private final JavaTypes java;

	private final Problems problems;

	KnownFieldTypes(JavaTypes java, Problems problems) {
		this.java = java;
		this.problems = problems;
	}

	@Override
	public void check(TypeElement type) {
		if (!Annotations.has(type, Names.EVENT_TYPE) || isConfigured(type)) {
			return;
		}
		for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
			boolean stored = !field.getModifiers().contains(Modifier.STATIC)
					&& !field.getModifiers().contains(Modifier.TRANSIENT) && !isConfigured(field);
			TypeMirror unknown = stored ? unknownIn(field.asType()) : null;
			if (unknown != null) {
				this.problems.error(field,
						"Field '%s' of event %s has the type %s, which does not determine the class to read: a record stored there would be read as a map. Name a concrete type, annotate the field with @JsonTypeInfo, or declare Object if it holds plain JSON values only.",
						field.getSimpleName(), type.getSimpleName(), unknown);
			}
		}
	}

	private static boolean isConfigured(Element element) {
		return Annotations.hasAnyOf(element, JACKSON) || Annotations.hasAnyOf(element, JACKSON_3);
	}

	private @Nullable TypeMirror unknownIn(TypeMirror type) {
		if (type instanceof ArrayType array) {
			return unknownIn(array.getComponentType());
		}
		if (type instanceof TypeVariable variable) {
			return isExact(variable.getUpperBound()) ? null : type;
		}
		if (type instanceof WildcardType wildcard) {
			TypeMirror bound = wildcard.getExtendsBound();
			return (bound != null && isExact(bound)) ? null : type;
		}
		if (type.getKind() == TypeKind.DECLARED && type instanceof DeclaredType declared
				&& !JavaTypes.is(type, "java.lang.Class") && !isConfigured(declared.asElement())) {
			return declared.getTypeArguments()
				.stream()
				.map(this::unknownIn)
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
		}
		return null;
	}

	/**
	 * Returns whether values of a bound are of exactly this class, or of a class that
	 * Jackson may be told.
	 */
	private boolean isExact(TypeMirror bound) {
		TypeElement element = this.java.elementOf(bound);
		return element == null || element.getModifiers().contains(Modifier.FINAL) || isConfigured(element)
				|| this.java.supertypes(element).stream().anyMatch(KnownFieldTypes::isConfigured);
	}

}
