package dev.sourcery.handler;

import java.lang.reflect.Parameter;

import org.jspecify.annotations.Nullable;

/**
 * Where further parameters of a handler come from, such as the beans of a container.
 */
public interface Collaborators {

	/**
	 * Offers nothing: every further parameter is refused.
	 */
	Collaborators NONE = new Collaborators() {

		@Override
		public <T> T get(Class<T> type) {
			throw new IllegalStateException("A handler asks for a %s, but there is nothing here that could supply it"
				.formatted(type.getName()));
		}

	};

	/**
	 * The collaborator of a type.
	 * @param <T> its type
	 * @param type its type
	 * @return the collaborator
	 */
	<T> T get(Class<T> type);

	/**
	 * The collaborator for a parameter of a handler, whose generic type and annotations
	 * may tell apart what has the same class.
	 * @param handlerClass the class whose handler it is, for the variables in the type of
	 * a parameter that is inherited
	 * @param parameter the parameter
	 * @return the collaborator, {@code null} only if the parameter permits that
	 */
	default @Nullable Object get(Class<?> handlerClass, Parameter parameter) {
		return get(parameter.getType());
	}

}
