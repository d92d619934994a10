package dev.sourcery.handler;

import java.lang.reflect.Parameter;

import org.jspecify.annotations.Nullable;

/**
 * The source of additional arguments of a handler, such as the beans of a container.
 *
 * @since 0.1
 */
public interface Collaborators {

	/**
	 * Collaborators without any object: every additional parameter is rejected.
	 */
	Collaborators NONE = new Collaborators() {

		@Override
		public <T> T get(Class<T> type) {
			throw new IllegalStateException(
					"A handler requires a %s, but no collaborators are available".formatted(type.getName()));
		}

	};

	/**
	 * Returns the collaborator of a type.
	 * @param <T> the type of the collaborator
	 * @param type the type of the collaborator
	 * @return the collaborator
	 */
	<T> T get(Class<T> type);

	/**
	 * Returns the collaborator for a parameter of a handler, whose generic type and
	 * annotations may distinguish objects of the same class.
	 * @param handlerClass the class of the handler, for type variables in the type of an
	 * inherited parameter
	 * @param parameter the parameter
	 * @return the collaborator, {@code null} only if the parameter permits {@code null}
	 */
	default @Nullable Object get(Class<?> handlerClass, Parameter parameter) {
		return get(parameter.getType());
	}

}
