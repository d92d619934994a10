package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Optional;

import dev.sourcery.tail.CommitSignal;
import dev.sourcery.tail.TailReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane of a subscription on this node. It has a thread while this node has claimed it.
 * Thread-safe.
 */
final class RunningLane {

	private static final Logger logger = LoggerFactory.getLogger(RunningLane.class);

	private final Subscription subscription;

	private final LaneKey key;

	private final SubscriptionRuntime runtime;

	private final CommitSignal signal = new CommitSignal();

	private final Progress progress;

	private @Nullable Thread thread;

	private @Nullable LaneAssignment assignment;

	// for each claim once
	private boolean hangReported;

	// the number of times the lane had been resumed when this node last looked
	private long resumes = -1;

	// for claims; a running lane has its own
	private final HeldCheckpointLog held;

	RunningLane(Subscription subscription, LaneKey key, SubscriptionRuntime runtime, CommitSignal changes) {
		this.subscription = subscription;
		this.key = key;
		this.runtime = runtime;
		this.progress = new Progress(subscription.key(), changes);
		this.held = new HeldCheckpointLog(key, runtime.checkpoints(), runtime.settings().heldWarnAfter());
	}

	LaneKey key() {
		return this.key;
	}

	Progress progress() {
		return this.progress;
	}

	/**
	 * Records that the subscription was started; the lane runs when this node has claimed
	 * it.
	 */
	synchronized void enable() {
		if (!isRunning()) {
			this.progress.started();
		}
	}

	/**
	 * Fails if the lane was stopped but its last batch has not ended.
	 */
	synchronized void requireEnded() {
		if (isRunning() && !this.progress.isActive()) {
			throw new IllegalStateException(
					"Projection %s was stopped, but its last batch has not ended yet: a handler does not return. Start it when it has."
						.formatted(this.key));
		}
	}

	synchronized boolean isRunning() {
		return this.thread != null && this.thread.isAlive();
	}

	/**
	 * Returns whether this node can claim the lane now.
	 */
	boolean isClaimable() {
		return !isRunning() && !this.progress.isBroken();
	}

	/**
	 * Returns the fence of the claim if the lane runs and responds.
	 * @param patience maximum time a batch may take
	 */
	synchronized Optional<Fence> claim(Duration patience) {
		LaneAssignment current = this.assignment;
		return (current != null && isRunning() && !isHanging(current, patience)) ? Optional.of(current.fence())
				: Optional.empty();
	}

	/**
	 * Returns whether the lane is blocked or has failed on this node, or a handler does
	 * not return.
	 * @param patience maximum time a batch may take
	 */
	synchronized boolean isUnusable(Duration patience) {
		LaneAssignment current = this.assignment;
		return this.progress.isBroken() || (current != null && isRunning() && isHanging(current, patience));
	}

	private boolean isHanging(LaneAssignment current, Duration patience) {
		boolean hanging = current.busyFor().compareTo(patience) > 0;
		if (hanging && !this.hangReported) {
			this.hangReported = true;
			logger.warn(
					"A batch of projection {} has taken longer than {}: a handler, or the database, does not respond. Another node can take over when the transaction of the batch has ended",
					this.key, patience);
		}
		return hanging;
	}

	/**
	 * Returns the number of events per second, or {@code null} if the lane does not run
	 * on this node.
	 */
	synchronized @Nullable Double eventsPerSecond() {
		LaneAssignment current = this.assignment;
		return (current != null && isRunning()) ? current.eventsPerSecond() : null;
	}

	/**
	 * Records that the lane is free but could not be claimed, because its checkpoint is
	 * held by another session.
	 */
	synchronized void claimRefused() {
		this.held.passedBy();
	}

	/**
	 * Starts the thread of a lane that this node has claimed.
	 */
	synchronized void run(Fence fence) {
		LaneAssignment claimed = new LaneAssignment(fence, () -> {
			yieldClaim();
			this.runtime.coordinator().wake();
		}, this.runtime.coordinator()::wake);
		this.progress.claimed(fence.token());
		this.held.moved();
		try {
			this.thread = this.runtime.threads().newThread(() -> run(claimed, fence));
			this.thread.setName("sourcery-projection-" + this.key.name()
					+ ((this.key.number() > 0) ? "-" + this.key.number() : ""));
			this.assignment = claimed;
			this.hangReported = false;
			this.thread.start();
		}
		catch (RuntimeException | Error ex) {
			// there may not be enough memory for another thread
			this.progress.failed(ex);
			throw ex;
		}
	}

	private void run(LaneAssignment claimed, Fence fence) {
		try (TailReader reader = this.runtime.tail()
			.reader(this.subscription.eventTypes(), this.subscription.needsMetadata())) {
			worker(claimed, reader).run();
		}
		finally {
			this.runtime.coordinator().release(fence);
		}
	}

	private LaneWorker worker(LaneAssignment claimed, TailReader reader) {
		SubscriptionSettings settings = this.runtime.settings();
		Checkpoints checkpoints = this.runtime.checkpoints();
		FailurePolicy policy = new FailurePolicy(settings, this.subscription.failureAction(),
				this.subscription.batchSize(settings.batchSize()));
		LaneReporter report = new LaneReporter(this.key, this.progress, policy,
				new HeldCheckpointLog(this.key, checkpoints, settings.heldWarnAfter()));
		LaneCheckpoint lane = new LaneCheckpoint(claimed, this.runtime.source().tail(), checkpoints,
				this.subscription.commit(), policy, report);
		LaneParking parking = new LaneParking(this.subscription, checkpoints.parkedEvents());
		LaneBatches batches = new LaneBatches(this.subscription, claimed, reader, lane, parking, policy, this.progress);
		return new LaneWorker(claimed, this.runtime.connections(), batches, lane, policy, this.progress, report,
				new EventWait(this.signal, settings.pollInterval()));
	}

	/**
	 * Follows the stored state of the lane.
	 */
	synchronized void follow(LaneState stored, String node) {
		LaneAssignment current = this.assignment;
		followOperations(stored);
		if (!isRunning() || current == null) {
			boolean elsewhere = !stored.isFree() && !stored.isOwnedBy(node);
			this.progress.observed(stored.position(), elsewhere);
			if (elsewhere) {
				this.held.moved();
			}
		}
		else if (stored.isOwnedBy(node) && stored.fence().equals(current.fence())) {
			if (current.update(stored)) {
				this.signal.signal();
			}
		}
		else if (this.progress.isActive()) {
			yieldClaim();
		}
	}

	private void followOperations(LaneState stored) {
		if (stored.paused() != this.progress.isPaused()) {
			this.progress.paused(stored.paused());
		}
		if (this.resumes >= 0 && stored.resumes() != this.resumes) {
			this.progress.resumed();
		}
		this.resumes = stored.resumes();
	}

	/**
	 * Makes the lane end after its batch and release its claim.
	 */
	synchronized void yieldClaim() {
		this.progress.yielding();
		this.signal.signal();
	}

	/**
	 * Makes the lane look for events.
	 */
	void look() {
		this.signal.signal();
	}

	synchronized void beginStop() {
		this.progress.stopping();
		this.signal.signal();
	}

	/**
	 * Waits until the thread of the lane has ended.
	 * @param millis maximum time to wait
	 * @return whether it has ended
	 */
	boolean awaitEnd(long millis) {
		Thread running = thread();
		if (running == null) {
			return true;
		}
		try {
			running.join(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !running.isAlive();
	}

	void interrupt(Duration waited) {
		Thread running = thread();
		if (running != null && running.isAlive()) {
			logger.warn("Projection {} did not finish its batch within {} and is interrupted; the batch is rolled back",
					this.key, waited);
			running.interrupt();
		}
	}

	private synchronized @Nullable Thread thread() {
		return this.thread;
	}

	void resume() {
		this.progress.resumed();
	}

	/**
	 * Continues from a checkpoint that was moved to the start.
	 */
	void restart() {
		this.progress.reset();
		this.progress.resumed();
		this.signal.signal();
	}

}
