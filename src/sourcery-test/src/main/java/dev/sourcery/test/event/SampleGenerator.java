package dev.sourcery.test.event;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Creates an event with a value in each component. Written here, because samples are
 * compared between versions, and generators of random objects change their output between
 * versions. The variants of an event differ in constants of enums and in permitted
 * subclasses. For one event.
 */
final class SampleGenerator {

	private static final int MAX_DEPTH = 8;

	private final int variant;

	private int variants = 1;

	private final Set<String> constants = new HashSet<>();

	private int depth;

	SampleGenerator(int variant) {
		this.variant = variant;
	}

	/**
	 * Returns the number of variants that are needed to have each constant and each
	 * subclass, known after an event is created.
	 */
	int variants() {
		return this.variants;
	}

	/**
	 * Returns the names of the constants in the created event.
	 */
	Set<String> constants() {
		return this.constants;
	}

	/**
	 * Creates an event.
	 * @throws UnsupportedSampleException if a value of a component is not known
	 */
	Object create(Class<?> eventClass) {
		Object event = value(eventClass, eventClass.getSimpleName(), Map.of());
		if (event == null) {
			throw new UnsupportedSampleException("%s contains itself".formatted(eventClass.getName()), null);
		}
		return event;
	}

	private @Nullable Object value(Type type, String name, Map<TypeVariable<?>, Type> known) {
		if (type instanceof Class<?> plain) {
			return valueOf(plain, name, Map.of());
		}
		if (type instanceof ParameterizedType generic) {
			return generic((Class<?>) generic.getRawType(), resolved(generic, known), name);
		}
		if (type instanceof TypeVariable<?> variable) {
			return value(known.getOrDefault(variable, variable.getBounds()[0]), name, known);
		}
		if (type instanceof WildcardType wildcard) {
			return value(wildcard.getUpperBounds()[0], name, known);
		}
		return arrayOf(value(((GenericArrayType) type).getGenericComponentType(), name, known), Object.class);
	}

	private static Type[] resolved(ParameterizedType generic, Map<TypeVariable<?>, Type> known) {
		return Arrays.stream(generic.getActualTypeArguments())
			.map((argument) -> (argument instanceof TypeVariable<?> variable) ? known.getOrDefault(variable, argument)
					: argument)
			.toArray(Type[]::new);
	}

	private @Nullable Object generic(Class<?> raw, Type[] arguments, String name) {
		if (raw == Optional.class) {
			return Optional.ofNullable(value(arguments[0], name, Map.of()));
		}
		if (Map.class.isAssignableFrom(raw)) {
			return map(raw, value(arguments[0], "key", Map.of()), value(arguments[1], "value", Map.of()));
		}
		if (Iterable.class.isAssignableFrom(raw)) {
			return collection(raw, value(arguments[0], name, Map.of()));
		}
		Map<TypeVariable<?>, Type> variables = new HashMap<>();
		for (int i = 0; i < arguments.length; i++) {
			variables.put(raw.getTypeParameters()[i], arguments[i]);
		}
		return valueOf(raw, name, variables);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static Object map(Class<?> raw, @Nullable Object key, @Nullable Object value) {
		if (key == null || value == null) {
			return Map.of();
		}
		Map<Object, Object> map = SortedMap.class.isAssignableFrom(raw) ? new TreeMap<>()
				: (raw == EnumMap.class) ? new EnumMap(((Enum<?>) key).getDeclaringClass()) : new HashMap<>();
		map.put(key, value);
		return map;
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static Object collection(Class<?> raw, @Nullable Object element) {
		List<Object> elements = (element != null) ? List.of(element) : List.of();
		if (raw == EnumSet.class) {
			return EnumSet.copyOf((Collection) elements);
		}
		if (SortedSet.class.isAssignableFrom(raw)) {
			return new TreeSet<>(elements);
		}
		return raw.isAssignableFrom(List.class) ? elements
				: raw.isAssignableFrom(Set.class) ? Set.copyOf(elements) : copy(raw, elements);
	}

	private static Object copy(Class<?> raw, List<Object> elements) {
		try {
			return raw.getDeclaredConstructor(Collection.class).newInstance(elements);
		}
		catch (ReflectiveOperationException ex) {
			throw new UnsupportedSampleException("no value of %s is known".formatted(raw.getName()), ex);
		}
	}

	private @Nullable Object valueOf(Class<?> type, String name, Map<TypeVariable<?>, Type> variables) {
		Object known = (type == String.class || type == CharSequence.class) ? name : SampleValues.of(type);
		if (known != null) {
			return known;
		}
		if (type.isArray()) {
			return arrayOf(value(type.getComponentType(), name, Map.of()), type.getComponentType());
		}
		if (type.isEnum()) {
			Enum<?> constant = (Enum<?>) oneOf(type.getEnumConstants());
			this.constants.add(constant.name());
			return constant;
		}
		if (this.depth >= MAX_DEPTH) {
			return null;
		}
		this.depth++;
		try {
			return type.isSealed() ? value((Class<?>) oneOf(type.getPermittedSubclasses()), name, variables)
					: instance(type, variables);
		}
		finally {
			this.depth--;
		}
	}

	private Object oneOf(Object[] choices) {
		this.variants = Math.max(this.variants, choices.length);
		return choices[this.variant % choices.length];
	}

	private static Object arrayOf(@Nullable Object element, Class<?> type) {
		Object array = Array.newInstance((type == Object.class && element != null) ? element.getClass() : type,
				(element != null) ? 1 : 0);
		if (element != null) {
			Array.set(array, 0, element);
		}
		return array;
	}

	private Object instance(Class<?> type, Map<TypeVariable<?>, Type> variables) {
		Constructor<?>[] constructors = type.getDeclaredConstructors();
		if (!type.isRecord() && (constructors.length != 1 || type.isInterface())) {
			throw new UnsupportedSampleException("no value of %s is known".formatted(type.getName()), null);
		}
		try {
			Constructor<?> constructor = type.isRecord() ? canonical(type) : constructors[0];
			constructor.setAccessible(true);
			return constructor.newInstance(arguments(type, constructor, variables));
		}
		catch (InvocationTargetException ex) {
			throw new UnsupportedSampleException(
					"%s refuses the values of a sample: %s".formatted(type.getName(), ex.getCause()), ex);
		}
		catch (ReflectiveOperationException ex) {
			throw new UnsupportedSampleException("%s cannot be created".formatted(type.getName()), ex);
		}
	}

	private static Constructor<?> canonical(Class<?> type) throws NoSuchMethodException {
		return type.getDeclaredConstructor(
				Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new));
	}

	private @Nullable Object[] arguments(Class<?> type, Constructor<?> constructor,
			Map<TypeVariable<?>, Type> variables) {
		Type[] types = constructor.getGenericParameterTypes();
		@Nullable Object[] arguments = new @Nullable Object[types.length];
		for (int i = 0; i < types.length; i++) {
			String name = type.isRecord() ? type.getRecordComponents()[i].getName()
					: constructor.getParameters()[i].getName();
			arguments[i] = value(types[i], name, variables);
		}
		return arguments;
	}

}
