package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.tail.CommitSignal;
import dev.sourcery.tail.TailReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane on this node, with its thread and the callers that wait for it. Thread-safe.
 */
final class RunningLane {

	private static final Logger logger = LoggerFactory.getLogger(RunningLane.class);

	private final Subscription subscription;

	private final LaneKey key;

	private final SubscriptionRuntime runtime;

	private final CommitSignal signal = new CommitSignal();

	private final Progress progress;

	private final TokenWait tokenWait;

	private @Nullable Thread thread;

	private @Nullable ListenerHandle listener;

	RunningLane(Subscription subscription, LaneKey key, SubscriptionRuntime runtime) {
		this.subscription = subscription;
		this.key = key;
		this.runtime = runtime;
		this.progress = new Progress(subscription.key());
		this.tokenWait = new TokenWait(new CheckpointReader(key, runtime, this.progress), this.progress, this.signal);
	}

	synchronized void start() {
		if (this.thread != null && this.thread.isAlive()) {
			requireActive();
			return;
		}
		removeListener();
		this.progress.started();
		try {
			this.listener = this.runtime.source().hooks().afterCommit(this.signal::signal);
			this.thread = this.runtime.threads().newThread(worker());
			this.thread.setName("sourcery-projection-" + this.key.name());
			this.thread.start();
		}
		catch (RuntimeException | Error ex) {
			// there may not be enough memory for another thread
			this.progress.failed(ex);
			throw ex;
		}
	}

	private LaneWorker worker() {
		SubscriptionSettings settings = this.runtime.settings();
		Checkpoints checkpoints = this.runtime.checkpoints();
		FailurePolicy policy = new FailurePolicy(settings, this.subscription.batchSize(settings.batchSize()));
		LaneReporter report = new LaneReporter(this.key, this.progress, policy,
				new HeldCheckpointLog(this.key, checkpoints, settings.heldWarnAfter()));
		LaneCheckpoint lane = new LaneCheckpoint(this.key, this.runtime.source().tail(), this.runtime.lanes(),
				checkpoints, report);
		TailReader reader = new TailReader(this.runtime.source().tail(), this.subscription.eventTypes(),
				this.subscription.needsMetadata());
		LaneBatches batches = new LaneBatches(this.subscription, reader, lane, policy, this.progress);
		return new LaneWorker(batches, lane, policy, this.progress, report,
				new EventWait(this.signal, settings.pollInterval()));
	}

	private void requireActive() {
		if (!this.progress.isActive()) {
			throw new IllegalStateException(
					"Projection %s was stopped, but its last batch has not ended yet: a handler does not return. Start it when it has."
						.formatted(this.key));
		}
	}

	synchronized void beginStop() {
		this.progress.stopping();
		this.signal.signal();
		removeListener();
	}

	private void removeListener() {
		if (this.listener != null) {
			this.listener.close();
			this.listener = null;
		}
	}

	synchronized void awaitStop() {
		Thread running = this.thread;
		if (running == null) {
			return;
		}
		Duration timeout = this.runtime.settings().stopTimeout();
		try {
			running.join(Math.max(1, timeout.toMillis()));
			if (running.isAlive()) {
				logger.warn(
						"Projection {} did not finish its batch within {} and is interrupted; the batch is rolled back",
						this.key, timeout);
				running.interrupt();
				running.join(Math.max(1, timeout.toMillis()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	SubscriptionStatus status() {
		return this.progress.status();
	}

	void await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		this.tokenWait.await(token, timeout);
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
