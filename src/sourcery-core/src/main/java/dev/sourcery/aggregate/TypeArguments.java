package dev.sourcery.aggregate;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Determines the type arguments with which a class implements a generic interface.
 */
final class TypeArguments {

	private final Class<?> generic;

	private TypeArguments(Class<?> generic) {
		this.generic = generic;
	}

	/**
	 * Returns the type arguments as classes.
	 * @param implementation the class that implements the interface
	 * @param generic the generic interface
	 * @return the classes, empty if one of them cannot be determined
	 */
	static Optional<List<Class<?>>> of(Class<?> implementation, Class<?> generic) {
		List<Type> found = new TypeArguments(generic).find(implementation, Map.of());
		if (found == null) {
			return Optional.empty();
		}
		List<Class<?>> classes = new ArrayList<>();
		for (Type argument : found) {
			Type raw = (argument instanceof ParameterizedType parameterized) ? parameterized.getRawType() : argument;
			if (!(raw instanceof Class<?> known)) {
				return Optional.empty();
			}
			classes.add(known);
		}
		return Optional.of(classes);
	}

	private @Nullable List<Type> find(Class<?> type, Map<TypeVariable<?>, Type> variables) {
		List<Type> supertypes = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
		if (type.getGenericSuperclass() != null) {
			supertypes.add(type.getGenericSuperclass());
		}
		for (Type supertype : supertypes) {
			List<Type> found = arguments(supertype, variables);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private @Nullable List<Type> arguments(Type supertype, Map<TypeVariable<?>, Type> variables) {
		if (supertype instanceof Class<?> plain) {
			return (plain == this.generic) ? null : find(plain, Map.of());
		}
		ParameterizedType parameterized = (ParameterizedType) supertype;
		List<Type> arguments = Arrays.stream(parameterized.getActualTypeArguments())
			.map((argument) -> variables.getOrDefault(argument, argument))
			.toList();
		Class<?> raw = (Class<?>) parameterized.getRawType();
		if (raw == this.generic) {
			return arguments;
		}
		Map<TypeVariable<?>, Type> inner = new HashMap<>();
		TypeVariable<?>[] parameters = raw.getTypeParameters();
		for (int i = 0; i < parameters.length; i++) {
			inner.put(parameters[i], arguments.get(i));
		}
		return find(raw, inner);
	}

}
