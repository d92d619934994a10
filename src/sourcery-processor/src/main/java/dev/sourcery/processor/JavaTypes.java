package dev.sourcery.processor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

import org.jspecify.annotations.Nullable;

/**
 * Questions about types.
 */
final class JavaTypes {

	private static final Set<String> MAPPERS = Set.of("dev.sourcery.autoconfigure.event.EventMapperCustomizer",
			"dev.sourcery.event.EventSerializer", "dev.sourcery.event.JsonEventSerializer");

	private final Types types;

	private final Elements elements;

	JavaTypes(ProcessingEnvironment environment) {
		this.types = environment.getTypeUtils();
		this.elements = environment.getElementUtils();
	}

	/**
	 * Returns the class or interface of a type.
	 * @return the class, {@code null} for type variables, arrays, primitive and
	 * unresolved types
	 */
	@Nullable TypeElement elementOf(TypeMirror type) {
		return (type.getKind() == TypeKind.DECLARED) ? (TypeElement) ((DeclaredType) type).asElement() : null;
	}

	boolean isA(TypeElement type, TypeElement other) {
		return this.types.isSubtype(this.types.erasure(type.asType()), this.types.erasure(other.asType()));
	}

	boolean isA(TypeMirror type, String name) {
		TypeElement other = this.elements.getTypeElement(name);
		TypeElement element = elementOf(type);
		return other != null && element != null && isA(element, other);
	}

	/**
	 * Returns the name of a type without its type arguments.
	 */
	String erasure(TypeMirror type) {
		return this.types.erasure(type).toString();
	}

	static boolean is(TypeMirror type, String name) {
		return type instanceof DeclaredType declared && declared.asElement() instanceof TypeElement element
				&& element.getQualifiedName().contentEquals(name);
	}

	/**
	 * Returns the first type argument of a type.
	 * @return the type argument or its upper bound, {@code null} if there is none
	 */
	static @Nullable TypeMirror argumentOf(TypeMirror type) {
		if (!(type instanceof DeclaredType declared) || declared.getTypeArguments().isEmpty()) {
			return null;
		}
		TypeMirror argument = declared.getTypeArguments().get(0);
		return (argument instanceof WildcardType wildcard) ? wildcard.getExtendsBound() : argument;
	}

	/**
	 * Returns the concrete classes of a sealed type, or the type itself.
	 */
	Set<TypeElement> concreteTypes(TypeElement type) {
		Set<TypeElement> found = new LinkedHashSet<>();
		if (type.getModifiers().contains(Modifier.SEALED)) {
			for (TypeMirror permitted : type.getPermittedSubclasses()) {
				TypeElement element = elementOf(permitted);
				if (element != null) {
					found.addAll(concreteTypes(element));
				}
			}
		}
		if (!type.getModifiers().contains(Modifier.ABSTRACT) && !type.getKind().isInterface()) {
			found.add(type);
		}
		return found;
	}

	/**
	 * Returns all classes and interfaces that a type extends or implements.
	 */
	Set<TypeElement> supertypes(TypeElement type) {
		Set<TypeElement> found = new LinkedHashSet<>();
		for (TypeMirror each : this.types.directSupertypes(type.asType())) {
			TypeElement element = elementOf(each);
			if (element != null && found.add(element)) {
				found.addAll(supertypes(element));
			}
		}
		return found;
	}

	/**
	 * Returns the methods of a type and its supertypes that have an annotation.
	 */
	List<ExecutableElement> methods(TypeElement type, String annotation) {
		List<ExecutableElement> methods = new ArrayList<>(declaredMethods(type, annotation));
		supertypes(type).forEach((each) -> methods.addAll(declaredMethods(each, annotation)));
		return methods;
	}

	static List<ExecutableElement> declaredMethods(TypeElement type, String annotation) {
		return ElementFilter.methodsIn(type.getEnclosedElements())
			.stream()
			.filter((method) -> Annotations.has(method, annotation))
			.toList();
	}

	/**
	 * Returns the classes of the commands that the handlers of an aggregate take.
	 */
	List<TypeElement> commandTypes(TypeElement aggregate) {
		List<TypeElement> commands = new ArrayList<>();
		for (ExecutableElement method : methods(aggregate, Names.COMMAND_HANDLER)) {
			VariableElement command = CommandParameters.of(aggregate, method).command();
			TypeElement element = (command != null) ? elementOf(command.asType()) : null;
			if (element != null) {
				commands.add(element);
			}
		}
		return commands;
	}

	/**
	 * Returns whether a type customizes the mapper of events, or replaces it.
	 */
	boolean customizesEvents(TypeElement type) {
		return supertypes(type).stream().anyMatch(JavaTypes::isOfMapper)
				|| ElementFilter.methodsIn(type.getEnclosedElements())
					.stream()
					.map((method) -> elementOf(method.getReturnType()))
					.anyMatch((returned) -> returned != null && isOfMapper(returned));
	}

	private static boolean isOfMapper(TypeElement type) {
		return MAPPERS.contains(type.getQualifiedName().toString());
	}

	static boolean isStatic(ExecutableElement method) {
		return method.getModifiers().contains(Modifier.STATIC);
	}

}
