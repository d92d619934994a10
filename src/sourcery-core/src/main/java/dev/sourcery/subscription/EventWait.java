package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.tail.CommitSignal;

/**
 * Waits for further events: until a commit of this node is signalled, or a delay has
 * passed that increases up to the poll interval. For one thread.
 */
final class EventWait {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private final CommitSignal signal;

	private final Duration longest;

	private Duration next = SHORTEST;

	private long seen;

	EventWait(CommitSignal signal, Duration pollInterval) {
		this.signal = signal;
		this.longest = pollInterval;
	}

	/**
	 * Records the number of signals before the lane reads events, so that a later signal
	 * is not lost.
	 */
	void beginLook() {
		this.seen = this.signal.count();
	}

	void foundEvents() {
		this.next = SHORTEST;
	}

	// After a signal the event may not be settled yet, and no signal follows when it is:
	// read again soon, then at increasing intervals.
	void await(long atMost) throws InterruptedException {
		this.signal.awaitBeyond(this.seen, Duration.ofNanos(Math.min(atMost, this.next.toNanos())));
		Duration longer = this.next.multipliedBy(2);
		this.next = (this.signal.count() != this.seen) ? SHORTEST
				: (longer.compareTo(this.longest) < 0) ? longer : this.longest;
	}

}
