package dev.sourcery.event;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Searches the fields of an event class, and of the records in it, for types that are
 * erased at run time: type variables, wildcards and raw types. JSON that is read into
 * these becomes maps and lists, regardless of the class that was written. Other classes
 * in an event often have their own readers, so only fields whose type is a type variable
 * are checked in them.
 */
final class FieldTypes {

	private final Class<?> eventClass;

	private final Set<Type> seen = new HashSet<>();

	FieldTypes(Class<?> eventClass) {
		this.eventClass = eventClass;
	}

	void requireKnown() {
		if (!isReadByItself(this.eventClass)) {
			requireKnownFields(this.eventClass, true, Set.of(), "");
		}
	}

	private void requireKnownFields(Class<?> type, boolean all, Set<Type> known, String path) {
		for (Field field : type.getDeclaredFields()) {
			if (isStored(field) && (all || field.getGenericType() instanceof TypeVariable)) {
				requireKnown(field.getGenericType(), known, path + field.getName());
			}
		}
		Class<?> parent = type.getSuperclass();
		if (parent != null && parent.getClassLoader() != null) {
			requireKnownFields(parent, all, parametersOfParent(type.getGenericSuperclass(), parent, known), path);
		}
	}

	private static Set<Type> parametersOfParent(Type generic, Class<?> parent, Set<Type> known) {
		Set<Type> parameters = new HashSet<>();
		if (generic instanceof ParameterizedType parameterized) {
			for (int i = 0; i < parent.getTypeParameters().length; i++) {
				Type argument = parameterized.getActualTypeArguments()[i];
				if (!(argument instanceof TypeVariable) || known.contains(argument)) {
					parameters.add(parent.getTypeParameters()[i]);
				}
			}
		}
		return parameters;
	}

	// @JsonTypeInfo stores the type to read beside the value, and @JsonDeserialize
	// determines the reader
	private static boolean isStored(Field field) {
		return !field.isSynthetic() && (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0
				&& !field.isAnnotationPresent(JsonIgnore.class) && !field.isAnnotationPresent(JsonTypeInfo.class)
				&& !field.isAnnotationPresent(JsonDeserialize.class);
	}

	private void requireKnown(Type type, Set<Type> known, String path) {
		if (type instanceof TypeVariable<?> variable) {
			if (!known.contains(variable)) {
				requireExact(variable.getBounds()[0], type, path);
			}
		}
		else if (type instanceof WildcardType wildcard) {
			requireExact(wildcard.getUpperBounds()[0], type, path);
		}
		else if (type instanceof GenericArrayType array) {
			requireKnown(array.getGenericComponentType(), known, path);
		}
		else if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw
				&& !isReadByItself(raw)) {
			for (Type argument : generic.getActualTypeArguments()) {
				requireKnown(argument, known, path);
			}
			// its parameters refer to types that have just been checked
			requireKnownContent(raw, Set.of(raw.getTypeParameters()), path);
		}
		else if (type instanceof Class<?> plain) {
			requireKnownClass(plain, path);
		}
	}

	private void requireKnownClass(Class<?> type, String path) {
		if (type.isArray()) {
			requireKnownClass(type.getComponentType(), path);
		}
		else if (isReadByItself(type)) {
			return;
		}
		else if (type.getTypeParameters().length > 0) {
			throw new UnreadableEventException(this.eventClass, path, "raw " + type.getName());
		}
		else {
			requireKnownContent(type, Set.of(), path);
		}
	}

	private void requireKnownContent(Class<?> type, Set<Type> known, String path) {
		if (type.getClassLoader() != null && this.seen.add(type)) {
			requireKnownFields(type, type.isRecord(), known, path + ".");
			this.seen.remove(type);
		}
	}

	private static boolean isReadByItself(Class<?> type) {
		return type == Class.class || type.isAnnotationPresent(JsonDeserialize.class);
	}

	/**
	 * Requires that values read into a bound are of exactly that class, or that the JSON
	 * contains their class.
	 */
	private void requireExact(Type bound, Type type, String path) {
		boolean exact = bound instanceof Class<?> known && known.getTypeParameters().length == 0
				&& (Modifier.isFinal(known.getModifiers()) || isReadByItself(known) || isTyped(known));
		if (!exact) {
			throw new UnreadableEventException(this.eventClass, path, type.getTypeName());
		}
	}

	private static boolean isTyped(@Nullable Class<?> type) {
		return type != null && (type.isAnnotationPresent(JsonTypeInfo.class) || isTyped(type.getSuperclass())
				|| Stream.of(type.getInterfaces()).anyMatch(FieldTypes::isTyped));
	}

}
