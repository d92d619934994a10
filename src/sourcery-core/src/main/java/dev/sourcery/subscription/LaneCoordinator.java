package dev.sourcery.subscription;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

import dev.sourcery.store.ListenerHandle;
import dev.sourcery.tail.CommitSignal;
import dev.sourcery.tail.SharedTail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assigns lanes to the started subscriptions of this node, at an interval and on a thread
 * that exists while there are such subscriptions. Thread-safe.
 */
final class LaneCoordinator {

	private static final Logger logger = LoggerFactory.getLogger(LaneCoordinator.class);

	private static final Duration LONGEST_INTERVAL = Duration.ofMillis(500);

	private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

	private final Lanes lanes;

	private final String node;

	private final ThreadFactory threads;

	private final SubscriptionOperator stored;

	private final CommitNews news;

	private final SharedTail tail;

	private final CommitSignal signal = new CommitSignal();

	private final Map<SubscriptionKey, RunningSubscription> subscriptions = new LinkedHashMap<>();

	private @Nullable Thread thread;

	// a thread that no longer has subscriptions, but has not ended
	private @Nullable Thread ending;

	LaneCoordinator(Lanes lanes, String node, ThreadFactory threads, CommitNews news, SharedTail tail,
			SubscriptionOperator stored) {
		this.stored = stored;
		this.lanes = lanes;
		this.node = node;
		this.threads = threads;
		this.news = news;
		this.tail = tail;
	}

	String node() {
		return this.node;
	}

	synchronized void add(RunningSubscription subscription) {
		this.subscriptions.put(subscription.key(), subscription);
		if (this.thread == null) {
			Thread predecessor = this.ending;
			Thread created = this.threads.newThread(() -> runAfter(predecessor));
			created.setName("sourcery-lanes");
			created.start();
			this.thread = created;
		}
		wake();
	}

	synchronized void remove(RunningSubscription subscription) {
		this.subscriptions.remove(subscription.key(), subscription);
		if (this.subscriptions.isEmpty() && this.thread != null) {
			this.ending = this.thread;
			this.thread = null;
		}
		wake();
	}

	/**
	 * Waits until the thread has ended, if there are no more subscriptions.
	 * @return whether there are none
	 */
	boolean awaitStop(Duration timeout) {
		Thread last;
		boolean none;
		synchronized (this) {
			last = this.ending;
			none = this.subscriptions.isEmpty();
		}
		if (last == null) {
			return none;
		}
		try {
			last.join(Math.max(1, timeout.toMillis()));
			if (last.isAlive()) {
				last.interrupt();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return none;
	}

	/**
	 * Reads the stored state of the lanes soon.
	 */
	void wake() {
		this.signal.signal();
	}

	/**
	 * Releases the claim of a lane that has ended.
	 */
	void release(Fence fence) {
		// an interrupted thread may not wait for a connection
		boolean interrupted = Thread.interrupted();
		try {
			this.lanes.release(fence);
		}
		catch (Throwable ex) {
			// other nodes can claim the lane when the lease has expired
			logger.debug("The claim of {} could not be released: {}", fence.lane(), FailureDescription.of(ex));
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		wake();
	}

	/**
	 * Stores the lanes of a subscription that has never run.
	 */
	void register(Subscription subscription) {
		this.lanes.register(subscription.key(), subscription.lanes());
	}

	void change(SubscriptionKey subscription, int number, Runnable within) {
		this.lanes.change(subscription, number, within);
		wake();
	}

	private void runAfter(@Nullable Thread predecessor) {
		try {
			if (predecessor != null) {
				predecessor.join();
			}
			run();
		}
		catch (InterruptedException ex) {
			// stopped
			Thread.currentThread().interrupt();
		}
	}

	private void run() throws InterruptedException {
		LaneAssigner assigner = new LaneAssigner(this.lanes, this.node, this.news);
		UnusedReport unused = new UnusedReport(this.stored, this.lanes.lease());
		ListenerHandle listening = this.news.begin(this::look);
		try {
			while (isCurrent()) {
				long seen = this.signal.count();
				if (!assigner.assign(started())) {
					unused.report(started());
					pause(seen, assigner.untilExpiry());
				}
			}
		}
		finally {
			// first: while this node is registered, others leave it its share of the
			// lanes
			assigner.leave();
			listening.close();
		}
	}

	private void look() {
		// before the lanes, which look again then
		this.tail.signalled();
		started().forEach(RunningSubscription::look);
	}

	// a claim that expires is taken over at once
	private void pause(long seen, Duration untilExpiry) throws InterruptedException {
		try {
			Duration interval = interval();
			this.signal.awaitBeyond(seen, (untilExpiry.compareTo(interval) < 0) ? untilExpiry : interval);
			// a lane that cannot move its checkpoint causes many signals
			Thread.sleep(SHORTEST_INTERVAL.toMillis());
		}
		catch (InterruptedException ex) {
			if (!isCurrent()) {
				throw ex;
			}
			// not by this class: lanes must still be renewed
		}
	}

	private synchronized boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

	private synchronized List<RunningSubscription> started() {
		return List.copyOf(this.subscriptions.values());
	}

	private Duration interval() {
		Duration third = this.lanes.lease().dividedBy(3);
		return (third.compareTo(LONGEST_INTERVAL) < 0) ? third : LONGEST_INTERVAL;
	}

}
