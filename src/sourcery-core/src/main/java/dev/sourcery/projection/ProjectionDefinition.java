package dev.sourcery.projection;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.handler.HandlersByType;
import dev.sourcery.handler.Invoker;
import org.jspecify.annotations.Nullable;

/**
 * A projection in compiled form: finds the handler for an event and calls it without
 * reflection. As thread-safe as the projection's own object.
 */
public final class ProjectionDefinition {

	private final ProjectionKey key;

	private final ProjectionMode mode;

	private final int batchSize;

	private final Object projection;

	private final HandlersByType<EventMethod> handlers;

	private final Set<String> eventTypes;

	private final boolean payloadOnly;

	private final @Nullable Invoker resetHandler;

	private ProjectionDefinition(Projection annotation, Object projection, HandlersByType<EventMethod> handlers,
			Set<String> eventTypes, boolean payloadOnly, @Nullable Invoker resetHandler) {
		this.key = new ProjectionKey(annotation.value(), annotation.version(), 0);
		this.mode = annotation.mode();
		this.batchSize = annotation.batchSize();
		this.projection = projection;
		this.handlers = handlers;
		this.eventTypes = eventTypes;
		this.payloadOnly = payloadOnly;
		this.resetHandler = resetHandler;
	}

	/**
	 * Compiles a projection.
	 * @param projection an object of a class annotated with
	 * {@link Projection @Projection}
	 * @param types the registered events
	 * @return its compiled form
	 * @throws InvalidProjectionException if the class cannot be used as a projection
	 */
	public static ProjectionDefinition of(Object projection, EventTypes types) {
		return of(projection.getClass(), projection, types);
	}

	/**
	 * Compiles a projection whose object is a proxy.
	 * @param projectionClass the class annotated with {@link Projection @Projection}
	 * @param projection an object of the class, or of a subclass that delegates to one
	 * @param types the registered events
	 * @return its compiled form
	 * @throws InvalidProjectionException if the class cannot be used as a projection
	 */
	public static ProjectionDefinition of(Class<?> projectionClass, Object projection, EventTypes types) {
		Projection annotation = projectionClass.getAnnotation(Projection.class);
		if (annotation == null) {
			throw new InvalidProjectionException(projectionClass, "it has no @Projection annotation",
					"Annotate it with @Projection(\"a-stable-name\").");
		}
		Map<Class<?>, EventMethod> methods = eventMethods(projectionClass);
		HandlersByType<EventMethod> handlers = new HandlersByType<>(methods);
		requireUnambiguous(projectionClass, handlers, types);
		return new ProjectionDefinition(annotation, projection, handlers,
				handledTypes(projectionClass, handlers, types),
				methods.values().stream().allMatch(EventMethod::isPayloadOnly), resetHandler(projectionClass));
	}

	private static Map<Class<?>, EventMethod> eventMethods(Class<?> projectionClass) {
		Map<Class<?>, EventMethod> methods = new LinkedHashMap<>();
		for (Method method : AnnotatedMethods.of(projectionClass, EventHandler.class)) {
			EventMethod handler = EventMethod.of(projectionClass, method);
			EventMethod other = methods.put(handler.eventType(), handler);
			if (other != null) {
				throw new InvalidProjectionException(projectionClass, "event handlers %s and %s both take %s"
					.formatted(other.name(), handler.name(), handler.eventType().getName()), "Keep one of them.");
			}
		}
		if (methods.isEmpty()) {
			throw new InvalidProjectionException(projectionClass, "it has no @EventHandler method",
					"Write one for each event it needs.");
		}
		return methods;
	}

	private static void requireUnambiguous(Class<?> projectionClass, HandlersByType<EventMethod> handlers,
			EventTypes types) {
		for (Class<?> eventClass : types.eventClasses()) {
			List<EventMethod> nearest = handlers.nearest(eventClass);
			if (nearest.size() > 1) {
				throw new InvalidProjectionException(projectionClass,
						"event handlers %s and %s both take %s, and neither takes a more specific type"
							.formatted(nearest.get(0).signature(), nearest.get(1).signature(), eventClass.getName()),
						"Write an event handler for %s itself.".formatted(eventClass.getSimpleName()));
			}
		}
	}

	/**
	 * The names of the event types that are handled; empty if all are, known or not.
	 */
	private static Set<String> handledTypes(Class<?> projectionClass, HandlersByType<EventMethod> handlers,
			EventTypes types) {
		if (handlers.types().contains(Object.class)) {
			return Set.of();
		}
		for (Class<?> handled : handlers.types()) {
			if (types.eventClasses().stream().noneMatch(handled::isAssignableFrom)) {
				throw new InvalidProjectionException(projectionClass,
						"it handles %s, but no event of this type is registered".formatted(handled.getName()),
						"Annotate the event with @EventType and make sure that it lies in a scanned package, or register it.");
			}
		}
		Set<String> names = new LinkedHashSet<>();
		types.eventClasses()
			.stream()
			.filter((eventClass) -> handlers.find(eventClass).isPresent())
			.forEach((eventClass) -> names.add(types.typeOf(eventClass).name()));
		return names;
	}

	private static @Nullable Invoker resetHandler(Class<?> projectionClass) {
		List<Method> methods = AnnotatedMethods.of(projectionClass, ResetHandler.class);
		if (methods.isEmpty()) {
			return null;
		}
		Method method = methods.get(0);
		if (methods.size() > 1 || method.getParameterCount() > 0) {
			throw new InvalidProjectionException(projectionClass,
					"its @ResetHandler is not one method without parameters",
					"Let one such method empty the read model.");
		}
		return Invoker.of(method);
	}

	/**
	 * The projection's identity.
	 * @return the key
	 */
	public ProjectionKey key() {
		return this.key;
	}

	/**
	 * When its handlers run.
	 * @return the mode
	 */
	public ProjectionMode mode() {
		return this.mode;
	}

	int batchSize(int configured) {
		return (this.batchSize > 0) ? this.batchSize : configured;
	}

	Set<String> eventTypes() {
		return this.eventTypes;
	}

	/**
	 * Whether no handler takes more of an event than its payload.
	 */
	boolean isPayloadOnly() {
		return this.payloadOnly;
	}

	/**
	 * Runs the handlers for events, in their order; events without a handler are passed
	 * over.
	 * @param events the events
	 */
	void handle(List<RecordedEvent<?>> events) {
		int next = 0;
		while (next < events.size()) {
			EventMethod handler = handlerOf(events.get(next));
			if (handler != null && handler.isBatch()) {
				int end = endOfRun(events, next, handler);
				handler.handleBatch(this.projection, events.subList(next, end));
				next = end;
			}
			else {
				if (handler != null) {
					handler.handle(this.projection, events.get(next));
				}
				next++;
			}
		}
	}

	private int endOfRun(List<RecordedEvent<?>> events, int start, EventMethod handler) {
		int end = start + 1;
		while (end < events.size() && handlerOf(events.get(end)) == handler) {
			end++;
		}
		return end;
	}

	private @Nullable EventMethod handlerOf(RecordedEvent<?> event) {
		return this.handlers.find(event.payload().getClass()).orElse(null);
	}

	void reset() {
		if (this.resetHandler == null) {
			throw new IllegalStateException(
					"Projection %s cannot be rebuilt: give it a @ResetHandler method that empties its read model"
						.formatted(this.key));
		}
		this.resetHandler.invoke(this.projection);
	}

}
