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
 * Finds annotated methods, and the concrete classes of a sealed type.
 *
 * @since 0.1
 */
public final class AnnotatedMethods {

	private AnnotatedMethods() {
	}

	/**
	 * Returns the methods of a class, its superclasses and its interfaces that have an
	 * annotation; an overridden method is returned once.
	 * @param type the class
	 * @param annotation the annotation
	 * @return the methods in a stable order
	 */
	public static List<Method> of(Class<?> type, Class<? extends Annotation> annotation) {
		List<Method> methods = new ArrayList<>();
		Set<String> signatures = new LinkedHashSet<>();
		for (Class<?> current : hierarchy(type)) {
			// a bridge method is not a handler, but represents the generic method that it
			// overrides
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
	 * Returns the concrete classes to which a handler for a type applies: the type itself
	 * or, if it is sealed, all permitted classes.
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
