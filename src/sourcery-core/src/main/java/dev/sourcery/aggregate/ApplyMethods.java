package dev.sourcery.aggregate;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.handler.HandlersByType;
import dev.sourcery.handler.Invoker;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Apply @Apply} methods of an aggregate class.
 *
 * @param <A> the aggregate class
 */
final class ApplyMethods<A> {

	private final Class<A> aggregateClass;

	private final boolean ignoreUnapplied;

	private final HandlersByType<Invoker> first;

	private final HandlersByType<Invoker> next;

	private final @Nullable InitialInstance initial;

	private final List<HandlersByType<Executable>> methods;

	private ApplyMethods(Class<A> aggregateClass, boolean ignoreUnapplied, Map<Class<?>, Executable> first,
			Map<Class<?>, Executable> next, Collaborators collaborators) {
		this.aggregateClass = aggregateClass;
		this.ignoreUnapplied = ignoreUnapplied;
		this.first = new HandlersByType<>(link(first));
		this.next = new HandlersByType<>(link(next));
		this.methods = List.of(new HandlersByType<>(first), new HandlersByType<>(next));
		this.initial = InitialInstance.of(aggregateClass, first.isEmpty(), collaborators).orElse(null);
	}

	static <A> ApplyMethods<A> of(Class<A> aggregateClass, boolean ignoreUnapplied, Collaborators collaborators) {
		Map<Class<?>, Executable> first = new LinkedHashMap<>();
		Map<Class<?>, Executable> next = new LinkedHashMap<>();
		for (Method method : AnnotatedMethods.of(aggregateClass, Apply.class)) {
			boolean starts = Modifier.isStatic(method.getModifiers());
			requireStateReturned(aggregateClass, method, starts);
			add(aggregateClass, starts ? first : next, method);
		}
		for (Constructor<?> candidate : aggregateClass.getDeclaredConstructors()) {
			if (candidate.isAnnotationPresent(Apply.class)) {
				add(aggregateClass, first, candidate);
			}
		}
		if (first.isEmpty() && next.isEmpty()) {
			throw new InvalidAggregateException(aggregateClass, "it has no @Apply method",
					"Write one for each of its events.");
		}
		return new ApplyMethods<>(aggregateClass, ignoreUnapplied, first, next, collaborators);
	}

	private static void requireStateReturned(Class<?> aggregateClass, Method method, boolean starts) {
		boolean state = aggregateClass.isAssignableFrom(method.getReturnType());
		if (!state && (starts || method.getReturnType() != void.class)) {
			throw new InvalidAggregateException(aggregateClass,
					"@Apply method %s returns %s".formatted(method.getName(), method.getReturnType().getName()),
					"Return the next state (%s)%s.".formatted(aggregateClass.getSimpleName(),
							starts ? "" : ", or make it void and change this one"));
		}
	}

	private static void add(Class<?> aggregateClass, Map<Class<?>, Executable> methods, Executable method) {
		if (method.getParameterCount() != 1) {
			throw new InvalidAggregateException(aggregateClass,
					"@Apply method %s has %d parameters".formatted(method.getName(), method.getParameterCount()),
					"Let it take the event and nothing else.");
		}
		Class<?> event = method.getParameterTypes()[0];
		Executable other = methods.put(event, method);
		if (other != null) {
			throw new InvalidAggregateException(aggregateClass, "@Apply methods %s and %s both take %s"
				.formatted(other.getName(), method.getName(), event.getName()), "Keep one of them.");
		}
	}

	private static Map<Class<?>, Invoker> link(Map<Class<?>, Executable> methods) {
		Map<Class<?>, Invoker> linked = new LinkedHashMap<>();
		methods.forEach((event, method) -> linked.put(event, returningState(method)));
		return linked;
	}

	private static Invoker returningState(Executable executable) {
		Invoker invoker = Invoker.of(executable);
		if (executable instanceof Method method && method.getReturnType() == void.class) {
			return (arguments) -> {
				invoker.invoke(arguments);
				return arguments[0];
			};
		}
		return invoker;
	}

	boolean holdCollaborators() {
		return this.initial != null && !this.initial.collaborators().isEmpty();
	}

	Set<Class<?>> eventTypes() {
		Set<Class<?>> types = new LinkedHashSet<>(this.first.types());
		types.addAll(this.next.types());
		return types;
	}

	void requireUnambiguous(Collection<Class<?>> eventClasses) {
		for (Class<?> eventClass : eventClasses) {
			for (HandlersByType<Executable> each : this.methods) {
				List<Executable> nearest = each.nearest(eventClass);
				if (nearest.size() > 1) {
					throw new InvalidAggregateException(this.aggregateClass,
							"@Apply methods %s and %s both take %s, and neither takes a more specific type"
								.formatted(signature(nearest.get(0)), signature(nearest.get(1)), eventClass.getName()),
							"Write an @Apply method for %s itself.".formatted(eventClass.getSimpleName()));
				}
			}
		}
	}

	// methods for different events often have one name
	private static String signature(Executable method) {
		return "%s(%s)".formatted((method instanceof Method) ? method.getName() : "constructor",
				method.getParameterTypes()[0].getSimpleName());
	}

	void requireApplicable(Class<?> eventClass, boolean starting) {
		if (starting && this.first.find(eventClass).isPresent()) {
			return;
		}
		if (starting && this.initial == null) {
			throw new UnappliedEventException(this.aggregateClass, eventClass, true);
		}
		if (!this.ignoreUnapplied && this.next.find(eventClass).isEmpty()) {
			throw new UnappliedEventException(this.aggregateClass, eventClass, false);
		}
	}

	A apply(@Nullable A state, Object event) {
		return (state == null) ? start(event) : proceed(state, event);
	}

	private A start(Object event) {
		Invoker starting = this.first.find(event.getClass()).orElse(null);
		if (starting != null) {
			return state(starting.invoke(event), event);
		}
		if (this.initial == null) {
			throw new UnappliedEventException(this.aggregateClass, event.getClass(), true);
		}
		return proceed(state(this.initial.create(), event), event);
	}

	private A proceed(A state, Object event) {
		Invoker proceeding = this.next.find(event.getClass()).orElse(null);
		if (proceeding == null) {
			if (this.ignoreUnapplied) {
				return state;
			}
			throw new UnappliedEventException(this.aggregateClass, event.getClass(), false);
		}
		return state(proceeding.invoke(state, event), event);
	}

	private A state(@Nullable Object returned, Object event) {
		return this.aggregateClass
			.cast(Objects.requireNonNull(returned, () -> "The @Apply method of %s for %s returned null"
				.formatted(this.aggregateClass.getName(), event.getClass().getName())));
	}

}
