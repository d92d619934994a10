package dev.sourcery.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.tail.CommitSignal;
import org.jspecify.annotations.Nullable;

/**
 * A subscription on this node, which runs the lanes that this node has claimed.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class RunningSubscription {

	private final Subscription subscription;

	private final SubscriptionRuntime runtime;

	private final CommitSignal changes = new CommitSignal();

	private final TokenWait tokenWait;

	private final LiveWait liveWait;

	private volatile List<RunningLane> lanes;

	// lanes that no longer exist, but whose threads may not have ended
	private final List<RunningLane> removed = new ArrayList<>();

	private boolean started;

	private LaneShutdown shutdown;

	/**
	 * Creates a subscription that is not started.
	 * @param subscription the subscription, which handles the events
	 * @param runtime the runtime shared with other subscriptions
	 */
	public RunningSubscription(Subscription subscription, SubscriptionRuntime runtime) {
		this.subscription = subscription;
		this.runtime = runtime;
		this.shutdown = new LaneShutdown(runtime.settings().stopTimeout());
		this.lanes = lanes(List.of(), subscription.lanes());
		CheckpointReader reader = new CheckpointReader(subscription.key(), runtime, this::progress);
		this.tokenWait = new TokenWait(this, reader, this.changes, runtime);
		this.liveWait = new LiveWait(this.tokenWait, new TokenFutures(this.tokenWait, runtime.threads(), key().name()));
	}

	private List<RunningLane> lanes(List<RunningLane> existing, int number) {
		return IntStream.range(0, number)
			.mapToObj((lane) -> (lane < existing.size()) ? existing.get(lane)
					: new RunningLane(this.subscription, key().lane(lane), this.runtime, this.changes))
			.toList();
	}

	SubscriptionKey key() {
		return this.subscription.key();
	}

	List<RunningLane> lanes() {
		return this.lanes;
	}

	int configuredLanes() {
		return this.subscription.lanes();
	}

	List<Progress> progress() {
		return this.lanes.stream().map(RunningLane::progress).toList();
	}

	RunningLane lane(LaneKey key) {
		return this.lanes.get(key.number());
	}

	/**
	 * Starts the subscription. Its lanes run when this node has claimed them.
	 * @throws IllegalStateException if the subscription was stopped, but a handler has
	 * not returned yet
	 */
	public synchronized void start() {
		if (!this.started) {
			this.lanes.forEach(RunningLane::requireEnded);
		}
		this.started = true;
		this.lanes.forEach(RunningLane::enable);
		this.runtime.coordinator().add(this);
	}

	/**
	 * Begins to stop: batches in progress are finished, and no other batch is started.
	 */
	public synchronized void beginStop() {
		this.started = false;
		this.shutdown = new LaneShutdown(this.runtime.settings().stopTimeout());
		this.runtime.coordinator().remove(this);
		this.lanes.forEach(RunningLane::beginStop);
		this.removed.forEach(RunningLane::beginStop);
	}

	/**
	 * Waits until the batches in progress have ended and the claims of the lanes are
	 * released, within the stop timeout of the settings since the beginning of the stop;
	 * then interrupts the threads, and waits until their batches are rolled back, for the
	 * same time at most.
	 */
	public void awaitStop() {
		List<RunningLane> ending;
		LaneShutdown begun;
		synchronized (this) {
			ending = new ArrayList<>(this.lanes);
			ending.addAll(this.removed);
			this.removed.clear();
			begun = this.shutdown;
		}
		begun.await(ending);
		this.runtime.awaitStop();
	}

	/**
	 * Follows the stored state of the lanes.
	 */
	synchronized void follow(List<LaneState> stored, String node) {
		if (stored.size() != this.lanes.size()) {
			replaceLanes(stored.size());
		}
		stored.forEach((lane) -> lane(lane.key()).follow(lane, node));
		this.removed.removeIf((lane) -> !lane.isRunning());
	}

	private void replaceLanes(int number) {
		List<RunningLane> before = this.lanes;
		this.lanes = lanes(before, number);
		if (this.started) {
			this.lanes.forEach(RunningLane::enable);
		}
		before.stream().skip(number).forEach((lane) -> {
			lane.yieldClaim();
			this.removed.add(lane);
		});
	}

	/**
	 * Runs a lane that this node has claimed.
	 * @return whether the lane runs; {@code false} if the subscription was stopped
	 */
	synchronized boolean run(Fence fence) {
		// the number of lanes may have changed between the look and the claim
		if (!this.started || fence.lanes() != this.lanes.size() || !lane(fence.lane()).isClaimable()) {
			return false;
		}
		lane(fence.lane()).run(fence);
		return true;
	}

	/**
	 * Returns the fences of the lanes that run and respond.
	 * @param patience maximum time a batch may take
	 */
	List<Fence> claims(Duration patience) {
		return this.lanes.stream().flatMap((lane) -> lane.claim(patience).stream()).toList();
	}

	/**
	 * Returns the lanes that are blocked on this node, have failed, or hang.
	 * @param patience maximum time a batch may take
	 */
	List<LaneKey> unusableLanes(Duration patience) {
		return this.lanes.stream().filter((lane) -> lane.isUnusable(patience)).map(RunningLane::key).toList();
	}

	/**
	 * Reports that lanes cannot be claimed.
	 */
	void claimFailed(Throwable cause) {
		this.lanes.stream()
			.filter((lane) -> lane.isClaimable() && lane.progress().isReachable())
			.forEach((lane) -> lane.progress().retrying(cause));
	}

	/**
	 * Makes the lanes of this node look for events.
	 */
	void look() {
		this.lanes.forEach(RunningLane::look);
	}

	/**
	 * Returns the status: the state of the lane in the worst state, and the position that
	 * all lanes have applied.
	 * @return the status
	 */
	public SubscriptionStatus status() {
		return SubscriptionStatus.of(key(), progress().stream().map(Progress::status).toList());
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
		this.tokenWait.await(token, timeout);
	}

	/**
	 * Returns the waits that end when another version of the subscription is live.
	 * @return the waits
	 */
	public LiveWait whileLive() {
		return this.liveWait;
	}

	/**
	 * Changes the number of lanes, on all nodes: each lane continues to one position, and
	 * the new lanes start there. Returns before that has happened.
	 * @param number the number of lanes, from 1
	 * @param within further work of the same transaction
	 * @throws IllegalArgumentException if the number is not positive
	 */
	void changeLanes(int number, Runnable within) {
		this.runtime.coordinator().change(key(), number, within);
	}

	/**
	 * Returns the parked events, in the order of their positions.
	 * @param limit maximum number of events
	 * @return the events
	 */
	public List<ParkedEvent> parked(int limit) {
		return this.runtime.checkpoints().parkedEvents().find(key(), null, limit);
	}

	/**
	 * Handles parked events again.
	 * @param key the key of the events, or {@code null} for all keys
	 * @return the result
	 */
	public RetriedEvents retryParked(@Nullable String key) {
		return new ParkedRetry(this.subscription, this.runtime.checkpoints().parkedEvents(),
				this.runtime.source().store(), this.subscription.batchSize(this.runtime.settings().batchSize()))
			.retry(key);
	}

	/**
	 * Removes parked events without handling them.
	 * @param key the key of the events, or {@code null} for all keys
	 * @param within further work of the same transaction, given the number of events
	 * @return the number of events
	 */
	int discardParked(@Nullable String key, IntConsumer within) {
		return this.runtime.checkpoints().parkedEvents().discard(key(), key, within);
	}

	/**
	 * Returns the number of parked and skipped events.
	 * @return the status
	 */
	public FailureStatus failures() {
		return this.runtime.checkpoints().parkedEvents().status(key());
	}

	/**
	 * Retries a blocked batch of this node.
	 */
	void resume() {
		this.lanes.forEach(RunningLane::resume);
	}

	/**
	 * Resets the subscription and restarts it from the first event.
	 * @param within further work of the same transaction
	 * @throws IllegalStateException if the subscription cannot be reset
	 */
	void rebuild(Runnable within) {
		this.runtime.checkpoints().reset(key(), () -> {
			this.subscription.reset();
			within.run();
		});
		this.lanes.forEach(RunningLane::restart);
	}

}
