package dev.sourcery.subscription;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * The position and the state of a projection on this node, shared by its worker and the
 * callers that wait for it. Thread-safe.
 */
final class Progress {

	private final SubscriptionKey key;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private Position position = Position.START;

	// the incarnation in which the position was reached
	private @Nullable ServerIncarnation incarnation;

	private SubscriptionState state = SubscriptionState.STOPPED;

	// the checkpoint from which the position was reached
	private Position stored = Position.START;

	private boolean everStarted;

	private boolean active;

	private boolean reset;

	private @Nullable Throwable failure;

	Progress(SubscriptionKey key) {
		this.key = key;
	}

	void started() {
		change(() -> {
			this.active = true;
			this.everStarted = true;
			this.state = SubscriptionState.RUNNING;
			this.failure = null;
		});
	}

	void stopping() {
		change(() -> this.active = false);
	}

	void stopped() {
		change(() -> {
			this.active = false;
			this.state = SubscriptionState.STOPPED;
		});
	}

	/**
	 * Records that the worker has ended although it was not stopped.
	 */
	void failed(Throwable cause) {
		change(() -> {
			this.active = false;
			this.state = SubscriptionState.FAILED;
			this.failure = cause;
		});
	}

	void moved(Position checkpoint, Position reached, @Nullable ServerIncarnation in) {
		change(() -> {
			this.incarnation = in;
			this.stored = checkpoint;
			// a position that was reached before a reset is no longer valid
			this.position = this.reset ? Position.START : reached;
			this.state = SubscriptionState.RUNNING;
			this.failure = null;
		});
	}

	void retrying(Throwable cause) {
		change(() -> {
			this.state = SubscriptionState.RETRYING;
			this.failure = cause;
		});
	}

	void blocked(Throwable cause) {
		change(() -> {
			this.state = SubscriptionState.BLOCKED;
			this.failure = cause;
		});
	}

	void resumed() {
		change(() -> {
			if (this.state == SubscriptionState.BLOCKED) {
				this.state = SubscriptionState.RUNNING;
			}
		});
	}

	void reset() {
		change(() -> {
			this.reset = true;
			this.position = Position.START;
		});
	}

	/**
	 * Returns whether the checkpoint was reset since the last call.
	 */
	boolean takeReset() {
		this.lock.lock();
		try {
			boolean taken = this.reset;
			this.reset = false;
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isActive() {
		this.lock.lock();
		try {
			return this.active;
		}
		finally {
			this.lock.unlock();
		}
	}

	SubscriptionStatus status() {
		this.lock.lock();
		try {
			return new SubscriptionStatus(this.key, this.state, this.position, this.failure);
		}
		finally {
			this.lock.unlock();
		}
	}

	void awaitInactive(Duration timeout) throws InterruptedException {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (this.active && left > 0) {
				left = this.changed.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until the projection is resumed or stopped, at most for the timeout.
	 * @return whether the projection was resumed or stopped
	 */
	boolean awaitResumed(Duration timeout) throws InterruptedException {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (isBlocked() && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			return !isBlocked();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isBlocked() {
		return this.active && this.state == SubscriptionState.BLOCKED;
	}

	/**
	 * Returns whether the event of the token has been applied.
	 * @param token the token
	 * @param stored the stored checkpoint, read before the incarnation
	 * @param now the incarnation of the server, read after the checkpoint, or
	 * {@code null} if it is not known
	 */
	boolean isReached(ConsistencyToken token, Position stored, @Nullable ServerIncarnation now) {
		this.lock.lock();
		try {
			return !token.position().isAfter(stored) || (stored.equals(this.stored) && now != null
					&& now.equals(this.incarnation) && !token.position().isAfter(this.position));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether the worker is ahead of a stored checkpoint. The result is valid
	 * only in the incarnation of the server in which the worker reached its position:
	 * later the positions may belong to other events.
	 */
	boolean isAheadOf(Position stored) {
		this.lock.lock();
		try {
			return stored.equals(this.stored) && this.position.isAfter(stored);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether waiting can succeed. If projections have never been started on this
	 * node, other nodes run them.
	 */
	boolean isReachable() {
		this.lock.lock();
		try {
			return this.state.isAtWork() || !this.everStarted;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until the worker of this node reaches the token or stops, at most for the
	 * given time.
	 */
	void awaitReached(ConsistencyToken token, long nanoseconds) throws InterruptedException {
		long left = nanoseconds;
		this.lock.lock();
		try {
			boolean elsewhere = !token.position().isAfter(this.position);
			while (left > 0 && isReachable() && (elsewhere || token.position().isAfter(this.position))) {
				left = this.changed.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
