package dev.sourcery.subscription;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.handler.HandlersByType;
import dev.sourcery.metadata.MetadataScope;
import org.jspecify.annotations.Nullable;

/**
 * The {@link EventHandler @EventHandler} methods of a class. Finds the handler for an
 * event and invokes it without reflection. Thread-safe.
 *
 * @since 0.1
 */
public final class EventHandlers {

	private final HandlersByType<EventMethod> handlers;

	private final Set<String> eventTypes;

	private final boolean needsMetadata;

	private EventHandlers(HandlersByType<EventMethod> handlers, Set<String> eventTypes, boolean needsMetadata) {
		this.handlers = handlers;
		this.eventTypes = eventTypes;
		this.needsMetadata = needsMetadata;
	}

	/**
	 * Compiles the handlers of a class.
	 * @param subscriptionClass the class
	 * @param types the registered events
	 * @return the handlers
	 * @throws InvalidSubscriptionException if the class has no handler, or a handler
	 * cannot be used
	 */
	public static EventHandlers of(Class<?> subscriptionClass, EventTypes types) {
		Map<Class<?>, EventMethod> methods = eventMethods(subscriptionClass);
		HandlersByType<EventMethod> handlers = new HandlersByType<>(methods);
		requireUnambiguous(subscriptionClass, handlers, types);
		return new EventHandlers(handlers, handledTypes(subscriptionClass, handlers, types),
				!methods.values().stream().allMatch(EventMethod::isPayloadOnly));
	}

	private static Map<Class<?>, EventMethod> eventMethods(Class<?> subscriptionClass) {
		Map<Class<?>, EventMethod> methods = new LinkedHashMap<>();
		for (Method method : AnnotatedMethods.of(subscriptionClass, EventHandler.class)) {
			EventMethod handler = EventMethod.of(subscriptionClass, method);
			EventMethod other = methods.put(handler.eventType(), handler);
			if (other != null) {
				throw new InvalidSubscriptionException(subscriptionClass, "event handlers %s and %s both take %s"
					.formatted(other.name(), handler.name(), handler.eventType().getName()), "Keep one of them.");
			}
		}
		if (methods.isEmpty()) {
			throw new InvalidSubscriptionException(subscriptionClass, "it has no @EventHandler method",
					"Write one for each event it needs.");
		}
		return methods;
	}

	private static void requireUnambiguous(Class<?> subscriptionClass, HandlersByType<EventMethod> handlers,
			EventTypes types) {
		for (Class<?> eventClass : types.eventClasses()) {
			List<EventMethod> nearest = handlers.nearest(eventClass);
			if (nearest.size() > 1) {
				throw new InvalidSubscriptionException(subscriptionClass,
						"event handlers %s and %s both take %s, and neither takes a more specific type"
							.formatted(nearest.get(0).signature(), nearest.get(1).signature(), eventClass.getName()),
						"Write an event handler for %s itself.".formatted(eventClass.getSimpleName()));
			}
		}
	}

	private static Set<String> handledTypes(Class<?> subscriptionClass, HandlersByType<EventMethod> handlers,
			EventTypes types) {
		if (handlers.types().contains(Object.class)) {
			return Set.of();
		}
		for (Class<?> handled : handlers.types()) {
			if (types.eventClasses().stream().noneMatch(handled::isAssignableFrom)) {
				throw new InvalidSubscriptionException(subscriptionClass,
						"it handles %s, but no event of this type is registered".formatted(handled.getName()),
						"Annotate the event with @EventType and make sure that it lies in a scanned package, or register it.");
			}
			if (types.eventClasses().stream().filter(handled::isAssignableFrom).noneMatch(types::isRead)) {
				throw new InvalidSubscriptionException(subscriptionClass,
						"it handles %s, but stored events of this class are converted when they are read"
							.formatted(handled.getName()),
						"Handle the class of the current version.");
			}
		}
		Set<String> names = new LinkedHashSet<>();
		types.eventClasses()
			.stream()
			.filter((eventClass) -> handlers.find(eventClass).isPresent())
			.forEach((eventClass) -> names.addAll(types.storedNames(eventClass)));
		return names;
	}

	/**
	 * The names of the types under which the handled events are stored, including types
	 * that are converted to a handled event when they are read.
	 * @return the names; empty if all types are handled, registered or not
	 */
	public Set<String> eventTypes() {
		return this.eventTypes;
	}

	/**
	 * Returns whether there is a handler for an event.
	 * @param eventClass the class of the event
	 * @return whether there is a handler
	 */
	public boolean isHandled(Class<?> eventClass) {
		return this.handlers.find(eventClass).isPresent();
	}

	/**
	 * Returns whether a handler requires more of an event than its payload.
	 * @return {@code false} if metadata need not be read
	 */
	public boolean needMetadata() {
		return this.needsMetadata;
	}

	/**
	 * Invokes the handlers for events, in the order of the events; events without a
	 * handler are skipped. Commands that a handler issues on this thread have the handled
	 * events as their cause.
	 * @param target the instance of the class
	 * @param events the events
	 * @param scope provides the cause to repositories
	 */
	public void handle(Object target, List<RecordedEvent<?>> events, MetadataScope scope) {
		HandledEvents handled = new HandledEvents();
		MetadataScope.Scope cause = scope.open(handled);
		try {
			handle(target, events, handled);
		}
		finally {
			cause.close();
		}
	}

	private void handle(Object target, List<RecordedEvent<?>> events, HandledEvents handled) {
		int next = 0;
		while (next < events.size()) {
			EventMethod handler = handlerOf(events.get(next));
			if (handler != null && handler.isBatch()) {
				int end = endOfRun(events, next, handler);
				handled.set(events.subList(next, end));
				handler.handleBatch(target, events.subList(next, end));
				next = end;
			}
			else {
				if (handler != null) {
					handled.set(events.subList(next, next + 1));
					handler.handle(target, events.get(next));
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

}
