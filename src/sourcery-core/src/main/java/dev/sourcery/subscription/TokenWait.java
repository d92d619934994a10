package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.tail.CommitSignal;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a subscription has applied the event of a token, on any node. Only the
 * stored checkpoints show this: other nodes may have moved them, or have started a
 * rebuild. After events without a handler a worker of this node may be ahead of its
 * checkpoint; this is valid as long as the stored checkpoint is the one from which the
 * worker continued. Thread-safe.
 */
final class TokenWait {

	private static final long SHORTEST_PAUSE = Duration.ofMillis(2).toNanos();

	private static final long LONGEST_PAUSE = Duration.ofMillis(20).toNanos();

	private final RunningSubscription subscription;

	private final CommitSignal changes;

	private final CheckpointReader stored;

	/**
	 * Creates an instance.
	 * @param changes notified of each change of the progress of a lane
	 */
	TokenWait(RunningSubscription subscription, CheckpointReader stored, CommitSignal changes) {
		this.subscription = subscription;
		this.stored = stored;
		this.changes = changes;
	}

	/**
	 * Waits until the event of the token has been applied.
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * subscription is blocked, failed or stopped
	 */
	void await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		long start = System.nanoTime();
		long pause = SHORTEST_PAUSE;
		@Nullable Throwable failure = null;
		for (boolean first = true;; first = false) {
			long time = timeout.toNanos() - (System.nanoTime() - start);
			if (time <= 0 && !first) {
				// another query could take as long as the connection timeout of the pool
				throw unavailable(token, failure);
			}
			CheckpointReader.Answer answer = this.stored.read(time);
			if (answer.hasReached(token, this.subscription.progress())) {
				return;
			}
			failure = (answer.failure() != null) ? answer.failure() : failure;
			long left = timeout.toNanos() - (System.nanoTime() - start);
			if (left <= 0 || !isReachable(this.subscription.progress())) {
				throw unavailable(token, failure);
			}
			if (first) {
				// this node has not been notified if another node stored the write
				this.subscription.look();
			}
			awaitReached(token, Math.min(pause, left));
			pause = Math.min(2 * pause, LONGEST_PAUSE);
		}
	}

	private static boolean isReachable(List<Progress> lanes) {
		return lanes.stream().allMatch(Progress::isReachable);
	}

	/**
	 * Waits until the workers of this node reach the token or stop, at most for the given
	 * time.
	 */
	private void awaitReached(ConsistencyToken token, long nanoseconds) throws InterruptedException {
		long end = System.nanoTime() + nanoseconds;
		boolean before = isBeyond(token);
		for (long left = nanoseconds; left > 0; left = end - System.nanoTime()) {
			long seen = this.changes.count();
			// if the workers were beyond the token before, another node has to follow
			if (!isReachable(this.subscription.progress()) || (!before && isBeyond(token))) {
				return;
			}
			this.changes.awaitBeyond(seen, Duration.ofNanos(left));
		}
	}

	private boolean isBeyond(ConsistencyToken token) {
		return this.subscription.progress().stream().allMatch((lane) -> lane.reached().isBeyond(token));
	}

	private SubscriptionUnavailableException unavailable(ConsistencyToken token, @Nullable Throwable failure) {
		SubscriptionUnavailableException exception = new SubscriptionUnavailableException(this.subscription.status(),
				token);
		if (failure != null) {
			exception.addSuppressed(failure);
		}
		return exception;
	}

}
