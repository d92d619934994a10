package dev.sourcery.handler;

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

}
