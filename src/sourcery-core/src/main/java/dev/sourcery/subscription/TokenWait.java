package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.tail.CommitSignal;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a projection has applied the event of a token, on any node. Only the stored
 * checkpoint shows this: another node may have moved it, or have started a rebuild. After
 * events without a handler the worker of this node may be ahead of it; this is valid as
 * long as the stored checkpoint is the one from which the worker continued. Thread-safe.
 */
final class TokenWait {

	private static final long SHORTEST_PAUSE = Duration.ofMillis(2).toNanos();

	private static final long LONGEST_PAUSE = Duration.ofMillis(20).toNanos();

	private final Progress progress;

	private final CommitSignal signal;

	private final CheckpointReader stored;

	TokenWait(CheckpointReader stored, Progress progress, CommitSignal signal) {
		this.stored = stored;
		this.progress = progress;
		this.signal = signal;
	}

	/**
	 * Waits until the event of the token has been applied.
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * projection is blocked, failed or stopped
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
			if (answer.position() != null && this.progress.isReached(token, answer.position(), answer.incarnation())) {
				return;
			}
			failure = (answer.failure() != null) ? answer.failure() : failure;
			long left = timeout.toNanos() - (System.nanoTime() - start);
			if (left <= 0 || !this.progress.isReachable()) {
				throw unavailable(token, failure);
			}
			if (first) {
				// this node has not been notified if another node stored the write
				this.signal.signal();
			}
			this.progress.awaitReached(token, Math.min(pause, left));
			pause = Math.min(2 * pause, LONGEST_PAUSE);
		}
	}

	private SubscriptionUnavailableException unavailable(ConsistencyToken token, @Nullable Throwable failure) {
		SubscriptionUnavailableException exception = new SubscriptionUnavailableException(this.progress.status(),
				token);
		if (failure != null) {
			exception.addSuppressed(failure);
		}
		return exception;
	}

}
