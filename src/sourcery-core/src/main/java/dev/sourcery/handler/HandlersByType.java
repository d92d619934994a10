package dev.sourcery.handler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the handler for an object: the one for its class, or else for its nearest
 * supertype that has one. Immutable but for a cache of what was found; thread-safe.
 *
 * @param <H> type of the handlers
 */
public final class HandlersByType<H> {

	private final Map<Class<?>, H> handlers;

	private final Map<Class<?>, Optional<H>> found = new ConcurrentHashMap<>();

	/**
	 * Creates the lookup.
	 * @param handlers the handlers by the type they were written for
	 */
	public HandlersByType(Map<Class<?>, H> handlers) {
		this.handlers = new LinkedHashMap<>(handlers);
	}

	/**
	 * The handler for objects of a class.
	 * @param type the class
	 * @return the handler, empty if there is none
	 * @throws IllegalStateException if two unrelated supertypes have one each
	 */
	public Optional<H> find(Class<?> type) {
		Optional<H> known = this.found.get(type);
		return (known != null) ? known : this.found.computeIfAbsent(type, this::search);
	}

	private Optional<H> search(Class<?> type) {
		Class<?> nearest = null;
		for (Class<?> candidate : this.handlers.keySet()) {
			if (!candidate.isAssignableFrom(type) || (nearest != null && candidate.isAssignableFrom(nearest))) {
				continue;
			}
			if (nearest != null && !nearest.isAssignableFrom(candidate)) {
				throw new IllegalStateException(
						"%s matches the handlers for %s and for %s. Write one for the class itself."
							.formatted(type.getName(), nearest.getName(), candidate.getName()));
			}
			nearest = candidate;
		}
		return Optional.ofNullable(nearest).map(this.handlers::get);
	}

	/**
	 * The types for which handlers were written.
	 * @return the types
	 */
	public Set<Class<?>> types() {
		return this.handlers.keySet();
	}

}
