package dev.sourcery.repository;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.sourcery.handler.Invoker;

/**
 * Extracts the value of records of one component, such as
 * {@code record AccountId(UUID value)}.
 */
final class SingleValueRecords {

	private final Map<Class<?>, Optional<Invoker>> accessors = new ConcurrentHashMap<>();

	Optional<Object> valueOf(Object id) {
		return this.accessors.computeIfAbsent(id.getClass(), SingleValueRecords::accessorOf)
			.map((accessor) -> Objects.requireNonNull(accessor.invoke(id),
					() -> "The value of the id %s is null".formatted(id.getClass().getName())));
	}

	private static Optional<Invoker> accessorOf(Class<?> idClass) {
		RecordComponent[] components = idClass.getRecordComponents();
		return (components != null && components.length == 1) ? Optional.of(Invoker.of(components[0].getAccessor()))
				: Optional.empty();
	}

}
