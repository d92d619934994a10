package dev.sourcery.snapshot;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.JsonEventSerializer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored form of the states of one class: JSON of their fields. The name of the
 * format consists of the version declared by the application and a checksum of the names
 * and types of all fields and of the events that are applied, so that a forgotten version
 * does not lead to wrong states. Used by repositories. Thread-safe.
 *
 * @since 0.1
 * @param <A> the class of the states
 */
public final class StateFormat<A> {

	private final Class<A> stateClass;

	private final String name;

	private final JsonMapper mapper = JsonEventSerializer.storing()
		.changeDefaultVisibility((visibility) -> visibility
			.withVisibility(com.fasterxml.jackson.annotation.PropertyAccessor.ALL, Visibility.NONE)
			.withFieldVisibility(Visibility.ANY)
			.withCreatorVisibility(Visibility.ANY))
		.enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/**
	 * Creates the format of a class, for states that are not folded from events.
	 * @param stateClass the class of the states
	 */
	public StateFormat(Class<A> stateClass) {
		this(stateClass, List.of());
	}

	/**
	 * Creates the format of a class.
	 * @param stateClass the class of the states
	 * @param events the types of the events that the states are folded from: states that
	 * were folded from other types, or from other versions of these, have another format
	 */
	public StateFormat(Class<A> stateClass, Collection<EventTypeName> events) {
		this.stateClass = stateClass;
		Snapshotted annotation = stateClass.getAnnotation(Snapshotted.class);
		this.name = "%d:%s".formatted((annotation != null) ? annotation.version() : 1, checksum(stateClass, events));
	}

	private static String checksum(Class<?> stateClass, Collection<EventTypeName> events) {
		StringBuilder structure = new StringBuilder();
		events.stream().map(EventTypeName::toString).sorted().forEach((event) -> structure.append(event).append(';'));
		describe(stateClass, structure, new HashSet<>());
		CRC32C checksum = new CRC32C();
		checksum.update(structure.toString().getBytes(StandardCharsets.UTF_8));
		return Long.toHexString(checksum.getValue());
	}

	static void describe(Type type, StringBuilder structure, Set<Type> seen) {
		structure.append(type.getTypeName());
		if (!seen.add(type)) {
			return;
		}
		if (type instanceof ParameterizedType generic) {
			describe(generic.getRawType(), structure, seen);
			describeAll(generic.getActualTypeArguments(), structure, seen);
		}
		else if (type instanceof GenericArrayType array) {
			describe(array.getGenericComponentType(), structure, seen);
		}
		else if (type instanceof WildcardType wildcard) {
			describeAll(wildcard.getUpperBounds(), structure, seen);
		}
		else if (type instanceof TypeVariable<?> variable) {
			describeAll(variable.getBounds(), structure, seen);
		}
		else if (type instanceof Class<?> plain) {
			describeClass(plain, structure, seen);
		}
	}

	// classes of the platform have a stable JSON of their own
	private static void describeClass(Class<?> type, StringBuilder structure, Set<Type> seen) {
		if (type.isArray()) {
			describe(type.getComponentType(), structure, seen);
			return;
		}
		if (type.getClassLoader() == null) {
			return;
		}
		structure.append('{');
		if (type.isEnum()) {
			Arrays.stream(type.getEnumConstants()).forEach((constant) -> structure.append(constant).append(','));
		}
		Arrays.stream(type.getDeclaredFields())
			.filter((field) -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
			.sorted(Comparator.comparing(Field::getName))
			.forEach((field) -> {
				structure.append(field.getName()).append(':');
				describe(field.getGenericType(), structure, seen);
				structure.append(',');
			});
		if (type.getGenericSuperclass() != null) {
			describe(type.getGenericSuperclass(), structure, seen);
		}
		if (type.isSealed()) {
			describeAll(type.getPermittedSubclasses(), structure, seen);
		}
		structure.append('}');
	}

	private static void describeAll(Type[] types, StringBuilder structure, Set<Type> seen) {
		for (Type type : types) {
			describe(type, structure, seen);
		}
	}

	/**
	 * Returns the name of the format.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Writes a state.
	 * @param state the state
	 * @return the JSON
	 * @throws InvalidSnapshotException if the state cannot be written, or reading the
	 * JSON results in another state
	 */
	public String write(A state) {
		try {
			String json = this.mapper.writeValueAsString(state);
			String again = this.mapper.writeValueAsString(this.mapper.readValue(json, this.stateClass));
			if (!this.mapper.readTree(json).equals(this.mapper.readTree(again))) {
				throw new InvalidSnapshotException(this.stateClass, "it is read as another state", null);
			}
			return json;
		}
		catch (JacksonException ex) {
			throw new InvalidSnapshotException(this.stateClass, "it cannot be written and read again", ex);
		}
	}

	/**
	 * Returns the fields of a state as plain values.
	 * @param state the state
	 * @return a map of the fields, or the value of a state that is written as one value
	 * @throws InvalidSnapshotException if the state cannot be written
	 */
	public Object values(A state) {
		try {
			return this.mapper.readValue(this.mapper.writeValueAsString(state), Object.class);
		}
		catch (JacksonException ex) {
			throw new InvalidSnapshotException(this.stateClass, "its fields cannot be written", ex);
		}
	}

	/**
	 * Reads a state.
	 * @param json the JSON
	 * @return the state
	 * @throws InvalidSnapshotException if the JSON cannot be read
	 */
	public A read(String json) {
		try {
			return this.mapper.readValue(json, this.stateClass);
		}
		catch (JacksonException ex) {
			throw new InvalidSnapshotException(this.stateClass, "the stored JSON cannot be read", ex);
		}
	}

}
