package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;

/**
 * The time in which the lanes of a subscription end. Subscriptions that begin to stop at
 * the same time share it: all have the timeout for their batches, and the same time again
 * to roll back batches that were interrupted.
 */
final class LaneShutdown {

	private final Duration timeout;

	private final long start = System.nanoTime();

	LaneShutdown(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Waits until the lanes have ended; interrupts them after the timeout.
	 */
	void await(List<RunningLane> lanes) {
		if (!awaitEnd(lanes, this.timeout.toNanos())) {
			lanes.forEach((lane) -> lane.interrupt(this.timeout));
			awaitEnd(lanes, this.timeout.multipliedBy(2).toNanos());
		}
	}

	private boolean awaitEnd(List<RunningLane> lanes, long time) {
		boolean ended = true;
		for (RunningLane lane : lanes) {
			ended &= lane.awaitEnd(Math.max(1, (this.start + time - System.nanoTime()) / 1_000_000));
		}
		return ended;
	}

}
