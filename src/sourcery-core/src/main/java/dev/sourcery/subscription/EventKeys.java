package dev.sourcery.subscription;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.handler.HandlersByType;

/**
 * The methods of a class that return the key of an event, which determines its lane.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class EventKeys {

	private final HandlersByType<EventMethod> methods;

	private final boolean needsMetadata;

	private EventKeys(HandlersByType<EventMethod> methods, boolean needsMetadata) {
		this.methods = methods;
		this.needsMetadata = needsMetadata;
	}

	/**
	 * Compiles the methods of a class.
	 * @param subscriptionClass the class
	 * @param annotation the annotation of the methods
	 * @param handlers the handlers of the class
	 * @param types the registered events
	 * @return the methods; without any, the key of an event is its stream
	 * @throws InvalidSubscriptionException if a method cannot be used, or there are
	 * methods for some of the handled events only
	 */
	public static EventKeys of(Class<?> subscriptionClass, Class<? extends Annotation> annotation,
			EventHandlers handlers, EventTypes types) {
		Map<Class<?>, EventMethod> methods = new LinkedHashMap<>();
		for (Method method : AnnotatedMethods.of(subscriptionClass, annotation)) {
			EventMethod key = EventMethod.key(subscriptionClass, method);
			if (methods.put(key.eventType(), key) != null) {
				throw new InvalidSubscriptionException(subscriptionClass,
						"two @%s methods take %s".formatted(annotation.getSimpleName(), key.eventType().getName()),
						"Keep one of them.");
			}
		}
		EventKeys keys = new EventKeys(new HandlersByType<>(methods),
				!methods.values().stream().allMatch(EventMethod::isPayloadOnly));
		if (!methods.isEmpty()) {
			keys.requireAll(subscriptionClass, annotation, handlers, types);
		}
		return keys;
	}

	private void requireAll(Class<?> subscriptionClass, Class<? extends Annotation> annotation, EventHandlers handlers,
			EventTypes types) {
		for (Class<?> eventClass : types.eventClasses()) {
			List<EventMethod> nearest = this.methods.nearest(eventClass);
			if (handlers.isHandled(eventClass) && nearest.size() != 1) {
				throw new InvalidSubscriptionException(subscriptionClass,
						"it has %s @%s methods for %s".formatted(nearest.isEmpty() ? "no" : "several",
								annotation.getSimpleName(), eventClass.getName()),
						"Write exactly one for each event it handles; one may take a common supertype.");
			}
		}
	}

	/**
	 * Returns whether a method requires more of an event than its payload.
	 * @return {@code false} if metadata need not be read
	 */
	public boolean needMetadata() {
		return this.needsMetadata;
	}

	/**
	 * Returns whether the class has such methods.
	 * @return {@code false} if the key of each event is its stream
	 */
	public boolean exist() {
		return !this.methods.types().isEmpty();
	}

	/**
	 * Returns the key of an event.
	 * @param target the instance of the class
	 * @param event the event
	 * @return the key
	 * @throws IllegalStateException if the method returned {@code null}, or there is no
	 * method for the event
	 */
	public String keyOf(Object target, RecordedEvent<?> event) {
		if (!exist()) {
			return event.stream().toString();
		}
		Object key = this.methods.find(event.payload().getClass())
			.map((method) -> method.handle(target, event))
			.orElseThrow(() -> new IllegalStateException("There is no key for the lane of %s at position %s"
				.formatted(event.type().name(), event.position())));
		String text = key.toString();
		if (text.endsWith("@" + Integer.toHexString(System.identityHashCode(key)))) {
			throw new IllegalStateException("The key of %s at position %s has no toString() of its own"
				.formatted(event.type().name(), event.position()));
		}
		return text;
	}

}
