package dev.sourcery.handler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the handler for an object: the handler for its class or, if there is none, for
 * its nearest supertype with a handler. Immutable except for a cache of results;
 * thread-safe.
 *
 * @since 0.1
 * @param <H> type of the handlers
 */
public final class HandlersByType<H> {

	private final Map<Class<?>, H> handlers;

	private final Map<Class<?>, Optional<H>> found = new ConcurrentHashMap<>();

	/**
	 * Creates the lookup.
	 * @param handlers the handlers by the type to which they apply
	 */
	public HandlersByType(Map<Class<?>, H> handlers) {
		this.handlers = new LinkedHashMap<>(handlers);
	}

	/**
	 * Returns the handler for objects of a class.
	 * @param type the class
	 * @return the handler, empty if there is none
	 * @throws IllegalStateException if two unrelated supertypes have a handler each
	 */
	public Optional<H> find(Class<?> type) {
		Optional<H> known = this.found.get(type);
		return (known != null) ? known : this.found.computeIfAbsent(type, this::search);
	}

	/**
	 * Returns the handlers that are nearest to a class: more than one if unrelated
	 * supertypes have a handler each, which {@link #find(Class)} rejects.
	 * @param type the class
	 * @return the handlers, empty if there is none
	 */
	public List<H> nearest(Class<?> type) {
		return nearestTypes(type).stream().map(this.handlers::get).toList();
	}

	private List<Class<?>> nearestTypes(Class<?> type) {
		List<Class<?>> matching = this.handlers.keySet()
			.stream()
			.filter((each) -> each.isAssignableFrom(type))
			.toList();
		return matching.stream().filter((each) -> isNearest(each, matching)).toList();
	}

	private Optional<H> search(Class<?> type) {
		List<Class<?>> nearest = nearestTypes(type);
		if (nearest.size() > 1) {
			throw new IllegalStateException("%s matches the handlers for %s and for %s. Write one for the class itself."
				.formatted(type.getName(), nearest.get(0).getName(), nearest.get(1).getName()));
		}
		return nearest.stream().findFirst().map(this.handlers::get);
	}

	private static boolean isNearest(Class<?> type, List<Class<?>> matching) {
		return matching.stream().noneMatch((other) -> other != type && type.isAssignableFrom(other));
	}

	/**
	 * The types to which the handlers apply.
	 * @return the types
	 */
	public Set<Class<?>> types() {
		return this.handlers.keySet();
	}

}
