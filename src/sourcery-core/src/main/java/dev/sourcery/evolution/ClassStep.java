package dev.sourcery.evolution;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.Upcast;
import dev.sourcery.handler.Invoker;

/**
 * A conversion that an event class declares with {@link Upcast @Upcast}.
 *
 * @param source the class of the earlier version
 * @param target the class that declares the conversion
 * @param method the name of the method
 * @param invoker the method
 */
record ClassStep(Class<?> source, Class<?> target, String method, Invoker invoker) {

	static List<ClassStep> of(EventTypes types) {
		List<ClassStep> steps = new ArrayList<>();
		for (Class<?> eventClass : types.eventClasses()) {
			List<Method> methods = Arrays.stream(eventClass.getDeclaredMethods())
				.filter((method) -> method.isAnnotationPresent(Upcast.class))
				.toList();
			if (methods.size() > 1) {
				throw invalid(eventClass, "has %d methods with @Upcast".formatted(methods.size()));
			}
			methods.forEach((method) -> steps.add(of(eventClass, method, types)));
		}
		return steps;
	}

	private static ClassStep of(Class<?> target, Method method, EventTypes types) {
		if (!Modifier.isStatic(method.getModifiers()) || method.getParameterCount() != 1
				|| method.getReturnType() != target) {
			throw invalid(target, "has @Upcast on the method %s".formatted(method.getName()));
		}
		Class<?> source = method.getParameterTypes()[0];
		if (!types.eventClasses().contains(source)) {
			throw new InvalidEvolutionException(
					"The parameter of %s.%s is %s, which is not a registered event class".formatted(target.getName(),
							method.getName(), source.getName()),
					"Annotate it with @EventType and the earlier version, such as @EventType(value = \"%s\", version = 1)."
						.formatted(types.typeOf(target).name()));
		}
		return new ClassStep(source, target, method.getName(), Invoker.of(method));
	}

	private static InvalidEvolutionException invalid(Class<?> eventClass, String problem) {
		return new InvalidEvolutionException("Event class %s %s".formatted(eventClass.getName(), problem),
				"Declare one static method that takes the class of the earlier version and returns %s."
					.formatted(eventClass.getSimpleName()));
	}

	Step toStep(EventTypes types) {
		return new Step(types.typeOf(this.source), Set.of(types.typeOf(this.target)), name());
	}

	private String name() {
		return "the method %s.%s".formatted(this.target.getName(), this.method);
	}

	Object convert(EventTypeName type, Object event) {
		Object converted;
		try {
			converted = this.invoker.invoke(event);
		}
		catch (Exception ex) {
			throw new EventDecodingException(type, "%s failed with a %s".formatted(name(), ex.getClass().getName()),
					ex);
		}
		if (converted == null) {
			throw new EventDecodingException(type, "%s returned null".formatted(name()), null);
		}
		return converted;
	}

}
