package dev.sourcery.aggregate;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.sourcery.handler.Collaborators;
import dev.sourcery.handler.Invoker;
import org.jspecify.annotations.Nullable;

/**
 * Creates the instance to which the first event is applied by an instance method, with
 * collaborators as the arguments of its constructor.
 *
 * @param constructor the constructor
 * @param collaborators its arguments
 */
record InitialInstance(Invoker constructor, List<LazyCollaborator> collaborators) {

	/**
	 * Finds the constructor: the one without parameters or, if the events are applied by
	 * instance methods only, the single one. Otherwise the parameters of a constructor
	 * are the state, not collaborators.
	 */
	static Optional<InitialInstance> of(Class<?> aggregateClass, boolean onlyInstanceMethods, Collaborators source) {
		if (Modifier.isAbstract(aggregateClass.getModifiers())) {
			return Optional.empty();
		}
		List<Constructor<?>> candidates = Arrays.stream(aggregateClass.getDeclaredConstructors())
			.filter((constructor) -> !constructor.isAnnotationPresent(Apply.class))
			.toList();
		return candidates.stream()
			.filter((constructor) -> constructor.getParameterCount() == 0)
			.findFirst()
			.or(() -> (onlyInstanceMethods && !aggregateClass.isRecord() && candidates.size() == 1)
					? Optional.of(candidates.get(0)) : Optional.empty())
			.map((constructor) -> new InitialInstance(Invoker.of(constructor),
					Arrays.stream(constructor.getParameters())
						.map((parameter) -> new LazyCollaborator(aggregateClass, parameter, source))
						.toList()));
	}

	@Nullable Object create() {
		return this.constructor.invoke(this.collaborators.stream().map(LazyCollaborator::get).toArray());
	}

}
