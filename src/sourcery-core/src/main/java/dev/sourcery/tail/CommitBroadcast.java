package dev.sourcery.tail;

/**
 * Notifies other nodes of the commits of this node, and this node of the commits of other
 * nodes. Notifications carry no events and may be lost, so followers of the store also
 * poll. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface CommitBroadcast extends AutoCloseable {

	/**
	 * Returns a broadcast that does nothing, for a store with a single node and for
	 * stores in memory.
	 * @return a broadcast whose state is always {@link BroadcastStatus.State#OFF}
	 */
	static CommitBroadcast none() {
		return new NoCommitBroadcast();
	}

	/**
	 * Starts to notify and to be notified, on threads of the broadcast. Returns without
	 * waiting for the database. A broadcast that was closed can be started again.
	 * @param onCommitElsewhere invoked after commits of other nodes, at most once for
	 * several of them, and once whenever notifications may have been missed; it must
	 * return quickly and must not throw
	 * @throws IllegalStateException if the broadcast has been started and not closed
	 */
	void start(Runnable onCommitElsewhere);

	/**
	 * Announces a commit of this node. Returns at once, never waits for the database and
	 * never throws, so it can be invoked on the thread of an append. Has no effect if the
	 * broadcast is not started.
	 */
	void committed();

	/**
	 * Returns whether this node is notified of commits of other nodes.
	 * @return the current status
	 */
	BroadcastStatus status();

	/**
	 * Ends the threads of the broadcast and releases its connections. Has no effect if
	 * the broadcast is not started.
	 */
	@Override
	void close();

}
