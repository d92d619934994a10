package dev.sourcery.tail;

import java.util.List;
import java.util.function.Consumer;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.ListenerHandle;

/**
 * Registers listeners for the appends of this node. Implemented by event stores;
 * implementations are thread-safe.
 */
public interface AppendHooks {

	/**
	 * Registers a listener that is called with the events of each append of this node,
	 * within the append's own transaction and on its thread. If it throws, the append
	 * fails.
	 * @param listener the listener
	 * @return the handle that removes the listener
	 */
	ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener);

	/**
	 * Registers a listener that is called after each append of this node has been
	 * committed, on the thread of the append. It must be quick and must not throw.
	 * @param listener the listener
	 * @return the handle that removes the listener
	 */
	ListenerHandle afterCommit(Runnable listener);

}
