package dev.sourcery.repository;

import org.jspecify.annotations.Nullable;

/**
 * Decides on the current state of an aggregate without a command object.
 *
 * @since 0.1
 * @param <A> the aggregate class
 */
@FunctionalInterface
public interface Decision<A> {

	/**
	 * Decides on the current state. The method may be invoked again with a newer state
	 * after a conflict with another writer, so it must not have side effects.
	 * @param state the current state
	 * @return one event, a collection, a stream or an {@link java.util.Optional} of
	 * events, or {@code null} if there are none
	 */
	@Nullable Object decide(A state);

}
