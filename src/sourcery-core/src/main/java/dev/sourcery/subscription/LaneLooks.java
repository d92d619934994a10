package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Queries the lanes of a subscription for many callers that wait, with few queries.
 * Thread-safe.
 */
final class LaneLooks {

	private static final long MAX_AGE = Duration.ofMillis(250).toNanos();

	private final SubscriptionKey subscription;

	private final SubscriptionRuntime runtime;

	private final ReentrantLock lock = new ReentrantLock();

	private long lookedAt = System.nanoTime() - MAX_AGE;

	private List<LaneState> last = List.of();

	LaneLooks(SubscriptionKey subscription, SubscriptionRuntime runtime) {
		this.subscription = subscription;
		this.runtime = runtime;
	}

	/**
	 * Returns the lanes, none if they are not known.
	 */
	List<LaneState> find() {
		// the snapshot of the transaction may be old
		if (this.runtime.source().store().inCallersTransaction()) {
			return query();
		}
		// the query of another thread may take long
		if (!this.lock.tryLock()) {
			return List.of();
		}
		try {
			long now = System.nanoTime();
			if (now - this.lookedAt >= MAX_AGE) {
				this.last = query();
				this.lookedAt = now;
			}
			return this.last;
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<LaneState> query() {
		try {
			return this.runtime.lanes().find(List.of(this.subscription));
		}
		catch (RuntimeException ex) {
			// the database may be temporarily unavailable
			return List.of();
		}
	}

	/**
	 * Returns whether a batch of the lane is in progress on any node: it holds the
	 * checkpoint, or the server has ended its transaction because a handler was idle for
	 * longer than the lease, and the handler has not returned yet.
	 */
	boolean isHeld(LaneKey lane) {
		try {
			return this.runtime.checkpoints().holder(lane).isPresent() || this.runtime.lanes().hasLiveOwner(lane);
		}
		catch (RuntimeException ex) {
			return true;
		}
	}

}
