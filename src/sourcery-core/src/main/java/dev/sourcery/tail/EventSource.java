package dev.sourcery.tail;

import dev.sourcery.store.EventStore;

/**
 * The parts of a store that subscriptions use. Event stores implement all three parts.
 *
 * @since 0.1
 * @param store the event store
 * @param tail the end of the store
 * @param hooks registers listeners for appends
 */
public record EventSource(EventStore store, EventTail tail, AppendHooks hooks) {

	/**
	 * Returns the source over one store.
	 * @param store the store, which implements all three parts
	 * @return the source
	 * @throws IllegalArgumentException if the store does not implement all three parts
	 */
	public static EventSource of(EventStore store) {
		if (store instanceof EventTail tail && store instanceof AppendHooks hooks) {
			return new EventSource(store, tail, hooks);
		}
		throw new IllegalArgumentException(
				"%s cannot be followed: a store for projections implements EventTail and AppendHooks too"
					.formatted(store.getClass().getName()));
	}

}
