package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

import dev.sourcery.failure.Backoff;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.tail.CommitSignal;
import dev.sourcery.tail.SharedTail;
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

	private static final Backoff PAUSES = new Backoff(Duration.ofNanos(SHORTEST_PAUSE),
			Duration.ofNanos(LONGEST_PAUSE));

	private final RunningSubscription subscription;

	private final CommitSignal changes;

	private final CheckpointReader stored;

	private final LaneLooks lanes;

	private final SharedTail tail;

	private final Duration lease;

	/**
	 * Creates an instance.
	 * @param changes notified of each change of the progress of a lane
	 */
	TokenWait(RunningSubscription subscription, CheckpointReader stored, CommitSignal changes,
			SubscriptionRuntime runtime) {
		this.subscription = subscription;
		this.stored = stored;
		this.changes = changes;
		this.lanes = new LaneLooks(subscription.key(), runtime);
		this.tail = runtime.tail();
		this.lease = runtime.lanes().lease();
	}

	/**
	 * Waits until the event of the token has been applied.
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * subscription is blocked, paused, failed or stopped
	 */
	void await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		await(new Attempt(token, timeout, false));
	}

	/**
	 * Waits until the event of the token has been applied, or another version is live.
	 * @return the version that is live instead, or empty if the event has been applied by
	 * this version while it was live
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * subscription is blocked, failed or stopped
	 */
	OptionalInt awaitWhileLive(ConsistencyToken token, Duration timeout) throws InterruptedException {
		Attempt attempt = beginWhileLive(token, timeout);
		await(attempt);
		return attempt.otherVersion();
	}

	private void await(Attempt attempt) throws InterruptedException {
		while (!attempt.isReached(this.stored.read(attempt.left()))) {
			attempt.pause();
		}
	}

	Attempt beginWhileLive(ConsistencyToken token, Duration timeout) {
		return new Attempt(token, timeout, true);
	}

	/**
	 * Ends the pause of {@link #check}, because there is another token.
	 */
	void wake() {
		this.changes.signal();
	}

	/**
	 * Reads the checkpoints for all pending tokens, and waits until the next read.
	 * @param checks the number of checks of these tokens, from 1
	 */
	void check(List<TokenFutures.Pending> pending, int checks) throws InterruptedException {
		long seen = this.changes.count();
		CheckpointReader.Answer answer = this.stored.read(LONGEST_PAUSE);
		pending.forEach((each) -> each.check(answer));
		this.changes.awaitBeyond(seen, PAUSES.delayBefore(checks));
	}

	private static boolean isReachable(List<Progress> lanes) {
		return lanes.stream().allMatch(Progress::isReachable);
	}

	/**
	 * The wait of one caller. For one thread.
	 */
	final class Attempt {

		private final ConsistencyToken token;

		private final long end;

		private final RunningNodes nodes;

		private final boolean whileLive;

		private OptionalInt otherVersion = OptionalInt.empty();

		private long pause = SHORTEST_PAUSE;

		private boolean first = true;

		private volatile @Nullable Throwable failure;

		private Attempt(ConsistencyToken token, Duration timeout, boolean whileLive) {
			this.whileLive = whileLive;
			this.token = token;
			this.end = System.nanoTime() + timeout.toNanos();
			this.nodes = new RunningNodes(TokenWait.this.lanes, token.position(), TokenWait.this.lease);
		}

		/**
		 * Returns the time that is left, in nanoseconds.
		 */
		long left() {
			return this.end - System.nanoTime();
		}

		/**
		 * Returns the version that is live instead of the one whose checkpoints were
		 * read.
		 */
		OptionalInt otherVersion() {
			return this.otherVersion;
		}

		/**
		 * Returns whether the event of the token has been applied, or another version is
		 * live.
		 * @throws SubscriptionUnavailableException if the timeout has passed, or the
		 * subscription is blocked, paused, failed or stopped
		 */
		boolean isReached(CheckpointReader.Answer answer) {
			List<Progress> progress = TokenWait.this.subscription.progress();
			if (this.whileLive) {
				this.otherVersion = answer.liveInsteadOf(TokenWait.this.subscription.key());
			}
			if (this.otherVersion.isPresent() || answer.hasReached(this.token, progress)) {
				return true;
			}
			if (answer.isPaused()) {
				throw unavailable(TokenWait.this.subscription.status().in(SubscriptionState.PAUSED));
			}
			this.failure = (answer.failure() != null) ? answer.failure() : this.failure;
			if (left() <= 0 || !isReachable(progress)) {
				throw unavailable(TokenWait.this.subscription.status());
			}
			if (this.nodes.areMissing()) {
				throw unavailable(TokenWait.this.subscription.status().in(SubscriptionState.STOPPED));
			}
			if (this.first) {
				// this node has not been notified if another node stored the write
				TokenWait.this.tail.outdated();
				TokenWait.this.subscription.look();
				this.first = false;
			}
			return false;
		}

		/**
		 * Creates the exception for a timeout. For any thread.
		 */
		SubscriptionUnavailableException timedOut() {
			return unavailable(TokenWait.this.subscription.status());
		}

		/**
		 * Waits until the workers of this node reach the token or stop, at most until the
		 * next read of the checkpoints.
		 */
		void pause() throws InterruptedException {
			awaitReached(Math.min(this.pause, left()));
			this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
		}

		private void awaitReached(long nanoseconds) throws InterruptedException {
			long until = System.nanoTime() + nanoseconds;
			boolean before = isBeyond();
			for (long left = nanoseconds; left > 0; left = until - System.nanoTime()) {
				long seen = TokenWait.this.changes.count();
				// if the workers were beyond the token before, another node has to follow
				if (!isReachable(TokenWait.this.subscription.progress()) || (!before && isBeyond())) {
					return;
				}
				TokenWait.this.changes.awaitBeyond(seen, Duration.ofNanos(left));
			}
		}

		private boolean isBeyond() {
			return TokenWait.this.subscription.progress()
				.stream()
				.allMatch((lane) -> lane.reached().isBeyond(this.token));
		}

		private SubscriptionUnavailableException unavailable(SubscriptionStatus status) {
			SubscriptionUnavailableException exception = new SubscriptionUnavailableException(status, this.token);
			Throwable cause = this.failure;
			if (cause != null) {
				exception.addSuppressed(cause);
			}
			return exception;
		}

	}

}
