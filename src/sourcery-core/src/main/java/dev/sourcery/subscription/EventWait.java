package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.failure.Backoff;
import dev.sourcery.tail.CommitSignal;

/**
 * Waits for further events: until a commit of this node is signalled, or a delay has
 * passed that increases up to the poll interval. For one thread.
 */
final class EventWait {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private final CommitSignal signal;

	private final Backoff backoff;

	private long seen;

	private long round = 1;

	private Duration waited = Duration.ZERO;

	EventWait(CommitSignal signal, Duration pollInterval) {
		this.signal = signal;
		this.backoff = new Backoff(SHORTEST, pollInterval);
	}

	/**
	 * Records the number of signals before the lane reads events, so that a later signal
	 * is not lost.
	 */
	void beginLook() {
		this.seen = this.signal.count();
	}

	void foundEvents() {
		this.round = 1;
		this.waited = Duration.ZERO;
	}

	/**
	 * Returns the time of the last wait, zero if it was ended by a signal.
	 */
	Duration waited() {
		return this.waited;
	}

	// At most until the lane is compared with the database, in nanoseconds.
	// After a signal the event may not be settled yet, and no signal follows when it is:
	// read again soon, then at increasing intervals.
	void await(long untilComparison) throws InterruptedException {
		Duration delay = this.backoff.delayBefore(this.round);
		boolean earlier = untilComparison > 0 && untilComparison < delay.toNanos();
		this.signal.awaitBeyond(this.seen, earlier ? Duration.ofNanos(untilComparison) : delay);
		boolean signalled = this.signal.count() != this.seen;
		this.round = signalled ? 1 : this.round + 1;
		this.waited = signalled ? Duration.ZERO : delay;
	}

}
