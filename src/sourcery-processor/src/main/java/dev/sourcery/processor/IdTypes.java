package dev.sourcery.processor;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/**
 * The ids of an injected repository have a text. Numbers with fractions and booleans can
 * never be ids. For another class there may be a converter in another module, so this is
 * a warning, given only if this compilation contains no converter at all.
 */
final class IdTypes implements Check {

	private static final Set<String> IDS = Set.of("java.lang.String", "java.util.UUID", "java.lang.Long",
			"java.lang.Integer", "java.lang.Short", "java.lang.Byte", "java.math.BigInteger");

	private static final Set<String> NO_IDS = Set.of("java.lang.Double", "java.lang.Float", "java.lang.Boolean",
			"java.lang.Character", "java.math.BigDecimal");

	private static final List<String> CONVERTERS = List.of("org.springframework.core.convert.",
			"org.springframework.format.", "dev.sourcery.repository.IdFormat");

	private static final String REMEDY = "Use a String, a UUID, an integral number, an enum, or a record of one such value%s.";

	private final JavaTypes java;

	private final Problems problems;

	private final boolean converters;

	/**
	 * Creates the check.
	 * @param types the types of this and of previous compilations
	 */
	IdTypes(JavaTypes java, Problems problems, Collection<TypeElement> types) {
		this.java = java;
		this.problems = problems;
		this.converters = types.stream().anyMatch(this::isOrReturnsConverter);
	}

	private boolean isOrReturnsConverter(TypeElement type) {
		return this.java.supertypes(type).stream().anyMatch(IdTypes::isConverter)
				|| ElementFilter.methodsIn(type.getEnclosedElements()).stream().anyMatch((method) -> {
					TypeElement returned = this.java.elementOf(method.getReturnType());
					return returned != null && (isConverter(returned)
							|| this.java.supertypes(returned).stream().anyMatch(IdTypes::isConverter));
				});
	}

	private static boolean isConverter(TypeElement type) {
		return CONVERTERS.stream().anyMatch(type.getQualifiedName().toString()::startsWith);
	}

	@Override
	public void check(TypeElement type) {
		if (this.converters) {
			return;
		}
		for (Element member : type.getEnclosedElements()) {
			if (member instanceof ExecutableElement method && !isOfRecord(type, method)) {
				method.getParameters().forEach(this::check);
			}
			else if (member.getKind() == ElementKind.FIELD) {
				check((VariableElement) member);
			}
		}
	}

	// its fields are checked
	private static boolean isOfRecord(TypeElement type, ExecutableElement method) {
		return type.getKind() == ElementKind.RECORD && method.getKind() == ElementKind.CONSTRUCTOR;
	}

	private void check(VariableElement variable) {
		if (!JavaTypes.is(variable.asType(), Names.REPOSITORY)
				|| ((DeclaredType) variable.asType()).getTypeArguments().size() != 2) {
			return;
		}
		TypeMirror id = ((DeclaredType) variable.asType()).getTypeArguments().get(1);
		TypeMirror value = valueOf(id);
		if (NO_IDS.contains(this.java.erasure(value))) {
			this.problems.error(variable, "The ids of %s are of type %s, which cannot be used as an id. " + REMEDY,
					variable.getSimpleName(), id, "");
		}
		else if (needsConverter(value)) {
			this.problems.warning(variable,
					"The ids of %s are of type %s, for which there is no converter here. " + REMEDY,
					variable.getSimpleName(), id, ", or define a Converter<%s, String> bean".formatted(id));
		}
	}

	private TypeMirror valueOf(TypeMirror id) {
		TypeElement element = this.java.elementOf(id);
		if (element != null && element.getKind() == ElementKind.RECORD) {
			List<? extends RecordComponentElement> components = element.getRecordComponents();
			if (components.size() == 1) {
				return valueOf(components.get(0).asType());
			}
		}
		return id;
	}

	private boolean needsConverter(TypeMirror type) {
		TypeElement element = this.java.elementOf(type);
		return type.getKind() == TypeKind.ARRAY
				|| (element != null && !element.getKind().isInterface() && element.getKind() != ElementKind.ENUM
						&& !IDS.contains(this.java.erasure(type)) && !JavaTypes.is(type, "java.lang.Object"));
	}

}
