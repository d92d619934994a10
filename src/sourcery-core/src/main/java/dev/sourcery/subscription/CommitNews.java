package dev.sourcery.subscription;

import dev.sourcery.store.ListenerHandle;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.CommitBroadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies other nodes of the commits of this node, if there are any, and this node of
 * theirs. Thread-safe.
 */
final class CommitNews {

	private static final Logger logger = LoggerFactory.getLogger(CommitNews.class);

	private final AppendHooks hooks;

	private final CommitBroadcast broadcast;

	private volatile boolean otherNodes;

	CommitNews(AppendHooks hooks, CommitBroadcast broadcast) {
		this.hooks = hooks;
		this.broadcast = broadcast;
	}

	/**
	 * Begins to notify.
	 * @param onCommit invoked after commits of this node and of others
	 * @return the handle that ends it
	 */
	ListenerHandle begin(Runnable onCommit) {
		try {
			this.broadcast.start(onCommit);
		}
		catch (RuntimeException ex) {
			logger.error("Other nodes are not notified of commits, and find them by polling", ex);
		}
		ListenerHandle commits = this.hooks.afterCommit((appended) -> {
			onCommit.run();
			committed();
		});
		return () -> {
			commits.close();
			this.broadcast.close();
		};
	}

	private void committed() {
		if (this.otherNodes) {
			this.broadcast.committed();
		}
	}

	/**
	 * Records whether other nodes run subscriptions.
	 */
	void otherNodes(boolean others) {
		this.otherNodes = others;
	}

}
