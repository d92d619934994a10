package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import dev.sourcery.store.ConsistencyToken;

/**
 * A subscription on this node, with a worker for each of its lanes. Thread-safe.
 *
 * @since 0.1
 */
public final class RunningSubscription {

	private static final int LANES = 1;

	private final Subscription subscription;

	private final Checkpoints checkpoints;

	private final List<RunningLane> lanes;

	/**
	 * Creates a subscription that is not started.
	 * @param subscription the subscription, which handles the events
	 * @param runtime the runtime shared with other subscriptions
	 */
	public RunningSubscription(Subscription subscription, SubscriptionRuntime runtime) {
		this.subscription = subscription;
		this.checkpoints = runtime.checkpoints();
		this.lanes = IntStream.range(0, LANES)
			.mapToObj((number) -> new RunningLane(subscription, subscription.key().lane(number), runtime))
			.toList();
	}

	/**
	 * Starts the lanes that are not running.
	 * @throws IllegalStateException if a lane was stopped, but a handler has not returned
	 * yet
	 */
	public void start() {
		this.lanes.forEach(RunningLane::start);
	}

	/**
	 * Begins to stop: a batch in progress is finished, and no other batch is started.
	 */
	public void beginStop() {
		this.lanes.forEach(RunningLane::beginStop);
	}

	/**
	 * Waits until the batches in progress have ended, within the stop timeout of the
	 * settings; then interrupts their threads.
	 */
	public void awaitStop() {
		this.lanes.forEach(RunningLane::awaitStop);
	}

	/**
	 * Returns the status of the lane that is furthest behind.
	 * @return the status
	 */
	public SubscriptionStatus status() {
		return this.lanes.stream()
			.map(RunningLane::status)
			.min(Comparator.comparing(SubscriptionStatus::position))
			.orElseThrow();
	}

	/**
	 * Waits until all lanes have applied a write, on this node or another: the stored
	 * checkpoints are decisive.
	 * @param token the token of the write
	 * @param timeout maximum time to wait
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * subscription is blocked, failed or stopped
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		long end = System.nanoTime() + timeout.toNanos();
		for (RunningLane lane : this.lanes) {
			lane.await(token, Duration.ofNanos(end - System.nanoTime()));
		}
	}

	/**
	 * Retries a blocked batch.
	 */
	public void resume() {
		this.lanes.forEach(RunningLane::resume);
	}

	/**
	 * Resets the subscription and restarts it from the first event.
	 * @throws IllegalStateException if the subscription cannot be reset
	 */
	public void rebuild() {
		this.checkpoints.reset(this.subscription.key().lane(0), this.subscription::reset);
		this.lanes.forEach(RunningLane::restart);
	}

}
