package dev.sourcery.subscription;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.handler.Invoker;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * One event handler of a projection: the events that it handles, and the parts of them
 * that it requires.
 */
final class EventMethod {

	private final Method method;

	private final Class<?> eventType;

	private final boolean batch;

	private final boolean payloadOnly;

	private final List<Function<RecordedEvent<?>, Object>> arguments;

	private final Invoker invoker;

	private EventMethod(Method method, Class<?> eventType, boolean batch, boolean payloadOnly,
			List<Function<RecordedEvent<?>, Object>> arguments) {
		this.method = method;
		this.eventType = eventType;
		this.batch = batch;
		this.payloadOnly = payloadOnly;
		this.arguments = arguments;
		this.invoker = Invoker.of(method);
	}

	static EventMethod of(Class<?> projectionClass, Method method) {
		if (Modifier.isStatic(method.getModifiers())) {
			throw invalid(projectionClass, method, "is static");
		}
		Type[] parameters = method.getGenericParameterTypes();
		if (parameters.length == 1 && rawType(parameters[0]) == List.class) {
			return batch(method, argumentOf(parameters[0]));
		}
		return single(projectionClass, method, parameters);
	}

	/**
	 * Compiles a method that returns the key of an event.
	 */
	static EventMethod key(Class<?> projectionClass, Method method) {
		if (Modifier.isStatic(method.getModifiers())) {
			throw invalid(projectionClass, method, "is static");
		}
		if (method.getReturnType() == void.class || method.getReturnType().isArray()) {
			throw invalid(projectionClass, method, "returns no key");
		}
		return single(projectionClass, method, method.getGenericParameterTypes());
	}

	private static EventMethod batch(Method method, Type element) {
		boolean recorded = rawType(element) == RecordedEvent.class;
		Class<?> eventType = rawType(recorded ? argumentOf(element) : element);
		return new EventMethod(method, eventType, true, !recorded,
				List.of(recorded ? (event) -> event : RecordedEvent::payload));
	}

	private static EventMethod single(Class<?> projectionClass, Method method, Type[] parameters) {
		List<Function<RecordedEvent<?>, Object>> arguments = new ArrayList<>();
		Class<?> eventType = null;
		Class<?> recordedType = null;
		for (Type parameter : parameters) {
			Class<?> raw = rawType(parameter);
			if (raw == RecordedEvent.class) {
				recordedType = rawType(argumentOf(parameter));
				arguments.add((event) -> event);
			}
			else if (raw == Metadata.class) {
				arguments.add(RecordedEvent::metadata);
			}
			else if (raw == List.class || eventType != null) {
				throw invalid(projectionClass, method, "has a parameter too many: " + parameter.getTypeName());
			}
			else {
				eventType = raw;
				arguments.add(RecordedEvent::payload);
			}
		}
		Class<?> handled = (eventType != null) ? eventType : recordedType;
		if (handled == null) {
			throw invalid(projectionClass, method, "takes no event");
		}
		return new EventMethod(method, handled, false, parameters.length == 1 && eventType != null, arguments);
	}

	private static InvalidSubscriptionException invalid(Class<?> projectionClass, Method method, String problem) {
		return new InvalidSubscriptionException(projectionClass, "method %s %s".formatted(method.getName(), problem),
				"Declare it as an instance method that takes the event, its RecordedEvent or its Metadata, or one List of events.");
	}

	private static Type argumentOf(Type type) {
		return (type instanceof ParameterizedType parameterized) ? parameterized.getActualTypeArguments()[0]
				: Object.class;
	}

	private static Class<?> rawType(Type type) {
		if (type instanceof Class<?> plain) {
			return plain;
		}
		if (type instanceof ParameterizedType parameterized) {
			return (Class<?>) parameterized.getRawType();
		}
		if (type instanceof WildcardType wildcard) {
			return rawType(wildcard.getUpperBounds()[0]);
		}
		return Object.class;
	}

	String name() {
		return this.method.getName();
	}

	// handlers of different events often have the same name
	String signature() {
		return "%s(%s)".formatted(this.method.getName(), this.eventType.getSimpleName());
	}

	Class<?> eventType() {
		return this.eventType;
	}

	boolean isBatch() {
		return this.batch;
	}

	/**
	 * Returns whether the handler requires only the payload of an event.
	 */
	boolean isPayloadOnly() {
		return this.payloadOnly;
	}

	@Nullable Object handle(Object projection, RecordedEvent<?> event) {
		@Nullable Object[] call = new @Nullable Object[1 + this.arguments.size()];
		call[0] = projection;
		for (int i = 0; i < this.arguments.size(); i++) {
			call[i + 1] = this.arguments.get(i).apply(event);
		}
		return this.invoker.invoke(call);
	}

	void handleBatch(Object projection, List<RecordedEvent<?>> events) {
		this.invoker.invoke(projection, events.stream().map(this.arguments.get(0)).toList());
	}

}
