package dev.sourcery.tail;

import java.util.List;
import java.util.function.Consumer;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ListenerHandle;

/**
 * Registers listeners for the appends of this node. Implemented by event stores;
 * implementations are thread-safe.
 *
 * @since 0.1
 */
public interface AppendHooks {

	/**
	 * Registers a listener that is invoked with the events of each append of this node,
	 * within the transaction of the append and on its thread. If it throws, the append
	 * fails.
	 * @param listener the listener
	 * @return the handle that removes the listener
	 */
	ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener);

	/**
	 * Registers a listener that is invoked with the commits of each append of this node
	 * after the append has been committed, on the thread of the append. The listener must
	 * return quickly and must not throw.
	 * @param listener the listener
	 * @return the handle that removes the listener
	 */
	ListenerHandle afterCommit(Consumer<List<Commit>> listener);

}
