package dev.sourcery.repository;

import org.jspecify.annotations.Nullable;

/**
 * Decides on the current state of an aggregate without a command object.
 *
 * @param <A> the aggregate class
 */
@FunctionalInterface
public interface Decision<A> {

	/**
	 * Decides. May be called again on a newer state when another writer was faster, so it
	 * must have no side effects.
	 * @param state the current state
	 * @return one event, a collection, a stream or an {@link java.util.Optional} of
	 * events, or {@code null} for none
	 */
	@Nullable Object decide(A state);

}
