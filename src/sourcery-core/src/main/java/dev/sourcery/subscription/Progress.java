package dev.sourcery.subscription;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.sourcery.event.Position;
import dev.sourcery.tail.CommitSignal;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * The position and the state of a projection on this node, shared by its worker and the
 * callers that wait for it. Thread-safe.
 */
final class Progress {

	private final SubscriptionKey key;

	// shared by all lanes of the subscription
	private final CommitSignal changes;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private LanePosition reached = LanePosition.START;

	private SubscriptionState state = SubscriptionState.STOPPED;

	private boolean everStarted;

	private boolean started;

	// whether the worker of this node continues
	private boolean active;

	// whether the worker of this node has not ended
	private boolean working;

	private boolean reset;

	private boolean paused;

	private @Nullable Throwable failure;

	Progress(SubscriptionKey key, CommitSignal changes) {
		this.key = key;
		this.changes = changes;
	}

	void started() {
		change(() -> {
			this.started = true;
			this.everStarted = true;
			this.state = SubscriptionState.RUNNING;
			this.failure = null;
		});
	}

	/**
	 * Records that the subscription stops. A worker sets the state when it has ended.
	 */
	void stopping() {
		change(() -> {
			this.started = false;
			this.active = false;
			if (!this.working && this.state != SubscriptionState.FAILED) {
				this.state = SubscriptionState.STOPPED;
			}
		});
	}

	/**
	 * Records that this node has claimed the lane.
	 */
	void claimed(long claim) {
		change(() -> {
			this.reached = this.reached.claimed(claim);
			this.active = true;
			this.working = true;
			this.state = SubscriptionState.RUNNING;
		});
	}

	/**
	 * Makes the worker end after its batch, because the lane is released or the claim is
	 * lost.
	 */
	void yielding() {
		change(() -> this.active = false);
	}

	/**
	 * Records that the worker has ended. A lane that was blocked on this node remains
	 * blocked until another node has moved its checkpoint.
	 */
	void yielded() {
		change(() -> {
			this.active = false;
			this.working = false;
			if (!this.started) {
				this.state = SubscriptionState.STOPPED;
			}
			else if (this.state != SubscriptionState.BLOCKED) {
				this.state = SubscriptionState.STANDBY;
			}
		});
	}

	/**
	 * Records the checkpoint of a lane that this node has not claimed.
	 */
	void observed(Position checkpoint, boolean elsewhere) {
		change(() -> {
			boolean moved = !checkpoint.equals(this.reached.stored());
			if (moved) {
				this.reached = this.reached.moved(checkpoint, checkpoint, null);
			}
			if (this.started && (moved || (elsewhere && !this.state.isBroken()))) {
				this.state = SubscriptionState.STANDBY;
				this.failure = null;
			}
		});
	}

	/**
	 * Records whether the lane is paused for all nodes.
	 */
	void paused(boolean pausedNow) {
		change(() -> this.paused = pausedNow);
	}

	boolean isPaused() {
		return read(() -> this.paused);
	}

	/**
	 * Records that the worker has ended although it was not stopped.
	 */
	void failed(Throwable cause) {
		change(() -> {
			this.active = false;
			this.working = false;
			this.state = SubscriptionState.FAILED;
			this.failure = cause;
		});
	}

	void moved(Position checkpoint, Position position, @Nullable ServerIncarnation in) {
		change(() -> {
			// a position that was reached before a reset is no longer valid
			this.reached = this.reached.moved(checkpoint, this.reset ? Position.START : position, in);
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
			this.reached = this.reached.moved(this.reached.stored(), Position.START, this.reached.incarnation());
		});
	}

	/**
	 * Returns whether the checkpoint was reset since the last call.
	 */
	boolean takeReset() {
		return read(() -> {
			boolean taken = this.reset;
			this.reset = false;
			return taken;
		});
	}

	/**
	 * Returns whether the lane cannot run on this node without intervention.
	 */
	boolean isBroken() {
		return read(() -> this.state.isBroken());
	}

	boolean isActive() {
		return read(() -> this.active);
	}

	SubscriptionStatus status() {
		return read(() -> new SubscriptionStatus(this.key, visibleState(), this.reached.position(), this.failure));
	}

	// beneath a pause, a lane remains blocked on this node
	private SubscriptionState visibleState() {
		return (this.paused && this.started && this.state != SubscriptionState.FAILED) ? SubscriptionState.PAUSED
				: this.state;
	}

	void awaitInactive(Duration timeout) throws InterruptedException {
		awaitWhile(() -> this.active, timeout);
	}

	/**
	 * Waits until the projection is resumed or stopped, at most for the timeout.
	 * @return whether the projection was resumed or stopped
	 */
	boolean awaitResumed(Duration timeout) throws InterruptedException {
		return awaitWhile(this::isBlocked, timeout);
	}

	/**
	 * Waits while a condition holds, at most for the timeout.
	 * @return whether the condition no longer holds
	 */
	private boolean awaitWhile(BooleanSupplier condition, Duration timeout) throws InterruptedException {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (condition.getAsBoolean() && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			return !condition.getAsBoolean();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isBlocked() {
		return this.active && this.state == SubscriptionState.BLOCKED;
	}

	LanePosition reached() {
		return read(() -> this.reached);
	}

	/**
	 * Returns whether waiting can succeed. If projections have never been started on this
	 * node, other nodes run them.
	 */
	boolean isReachable() {
		return read(() -> this.state.isAtWork() || !this.everStarted);
	}

	private <T> T read(Supplier<T> value) {
		this.lock.lock();
		try {
			return value.get();
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
		this.changes.signal();
	}

}
