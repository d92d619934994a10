package dev.sourcery.autoconfigure.projection;

import dev.sourcery.store.ListenerHandle;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.CommitBroadcast;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Notifies other nodes of the commits of a node that runs no projections.
 */
final class CommitBroadcastLifecycle implements SmartLifecycle {

	private final AppendHooks hooks;

	private final CommitBroadcast broadcast;

	private @Nullable ListenerHandle commits;

	CommitBroadcastLifecycle(AppendHooks hooks, CommitBroadcast broadcast) {
		this.hooks = hooks;
		this.broadcast = broadcast;
	}

	@Override
	public synchronized void start() {
		this.broadcast.start(() -> {
		});
		this.commits = this.hooks.afterCommit((appended) -> this.broadcast.committed());
	}

	@Override
	public synchronized void stop() {
		if (this.commits != null) {
			this.commits.close();
			this.commits = null;
			this.broadcast.close();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.commits != null;
	}

	@Override
	public int getPhase() {
		return ProjectionLifecycle.PHASE;
	}

}
