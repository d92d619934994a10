package dev.sourcery.handler;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds annotated methods, and what a sealed type stands for.
 */
public final class AnnotatedMethods {

	private AnnotatedMethods() {
	}

	/**
	 * The methods of a class, its superclasses and its interfaces that carry an
	 * annotation; a method that is overridden counts once.
	 * @param type the class
	 * @param annotation the annotation
	 * @return the methods in a stable order
	 */
	public static List<Method> of(Class<?> type, Class<? extends Annotation> annotation) {
		List<Method> methods = new ArrayList<>();
		Set<String> signatures = new LinkedHashSet<>();
		for (Class<?> current : hierarchy(type)) {
			// a bridge is no handler, but stands for the generic method that it overrides
			Arrays.stream(current.getDeclaredMethods())
				.filter((method) -> method.isAnnotationPresent(annotation))
				.sorted(Comparator.comparing(Method::toGenericString))
				.filter((method) -> signatures.add(method.getName() + Arrays.toString(method.getParameterTypes())))
				.filter((method) -> !method.isBridge())
				.forEach(methods::add);
		}
		return methods;
	}

	private static Set<Class<?>> hierarchy(Class<?> type) {
		Set<Class<?>> classes = new LinkedHashSet<>();
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			classes.add(current);
		}
		for (Class<?> current : List.copyOf(classes)) {
			for (Class<?> implemented : current.getInterfaces()) {
				classes.addAll(hierarchy(implemented));
			}
		}
		return classes;
	}

	/**
	 * The concrete classes that a handler for a type is for: the type itself, or, if it
	 * is sealed, all that it permits.
	 * @param type the type
	 * @return the concrete classes
	 */
	public static Set<Class<?>> concreteClasses(Class<?> type) {
		Set<Class<?>> classes = new LinkedHashSet<>();
		if (type.isSealed()) {
			for (Class<?> permitted : type.getPermittedSubclasses()) {
				classes.addAll(concreteClasses(permitted));
			}
		}
		else {
			classes.add(type);
		}
		return classes;
	}

}
