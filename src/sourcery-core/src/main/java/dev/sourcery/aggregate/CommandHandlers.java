package dev.sourcery.aggregate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.handler.HandlersByType;
import org.jspecify.annotations.Nullable;

/**
 * The command handlers of an aggregate class.
 */
final class CommandHandlers {

	private final Class<?> aggregateClass;

	private final HandlersByType<CommandMethod> creating;

	private final HandlersByType<CommandMethod> deciding;

	private CommandHandlers(Class<?> aggregateClass, Map<Class<?>, CommandMethod> creating,
			Map<Class<?>, CommandMethod> deciding) {
		this.aggregateClass = aggregateClass;
		this.creating = new HandlersByType<>(creating);
		this.deciding = new HandlersByType<>(deciding);
	}

	static CommandHandlers of(Class<?> aggregateClass, Collaborators collaborators) {
		Map<Class<?>, CommandMethod> creating = new LinkedHashMap<>();
		Map<Class<?>, CommandMethod> deciding = new LinkedHashMap<>();
		List<CommandMethod> methods = AnnotatedMethods.of(aggregateClass, CommandHandler.class)
			.stream()
			.map((method) -> CommandMethod.of(aggregateClass, method, collaborators))
			.toList();
		for (CommandMethod method : methods) {
			if (method.creates()) {
				add(aggregateClass, creating, method);
			}
			if (method.decides()) {
				add(aggregateClass, deciding, method);
			}
		}
		methods.forEach((method) -> requireEventsReturned(aggregateClass, method));
		return new CommandHandlers(aggregateClass, creating, deciding);
	}

	private static void add(Class<?> aggregateClass, Map<Class<?>, CommandMethod> handlers, CommandMethod method) {
		CommandMethod other = handlers.put(method.commandType(), method);
		if (other != null) {
			throw new InvalidAggregateException(aggregateClass,
					"%s and %s both handle %s".formatted(other.name(), method.name(), method.commandType().getName()),
					"Keep one of them.");
		}
	}

	/**
	 * Refuses void handlers where void {@code @Apply} methods change the state. A state
	 * change without an event is lost with the object, and a void handler in such a class
	 * is likely to make one.
	 */
	private static void requireEventsReturned(Class<?> aggregateClass, CommandMethod method) {
		if (method.decides() && method.isVoid()
				&& AnnotatedMethods.of(aggregateClass, Apply.class)
					.stream()
					.anyMatch((apply) -> apply.getReturnType() == void.class)) {
			throw new InvalidAggregateException(aggregateClass,
					"command handler %s returns no events, and state that it changes directly is not stored"
						.formatted(method.name()),
					"Return the events, and change the state in @Apply methods; a handler that only checks returns an empty List or Optional.");
		}
	}

	List<Object> create(CommandMessage message) {
		return find(this.creating, message.command(), true).call(null, message);
	}

	List<Object> decide(@Nullable Object state, CommandMessage message) {
		return find(this.deciding, message.command(), false).call(state, message);
	}

	private CommandMethod find(HandlersByType<CommandMethod> handlers, Object command, boolean creates) {
		return handlers.find(command.getClass())
			.orElseThrow(() -> new UnhandledCommandException(this.aggregateClass, command.getClass(), creates));
	}

}
