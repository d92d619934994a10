package dev.sourcery.tail;

import java.time.Instant;

/**
 * A broadcast that does nothing.
 */
final class NoCommitBroadcast implements CommitBroadcast {

	private final BroadcastStatus status = BroadcastStatus.off(Instant.now());

	@Override
	public void start(Runnable onCommitElsewhere) {
	}

	@Override
	public void committed() {
	}

	@Override
	public BroadcastStatus status() {
		return this.status;
	}

	@Override
	public void close() {
	}

}
