package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Objects;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * The assignment of a lane to this node, from the claim to the release. Thread-safe.
 */
final class LaneAssignment {

	private final Fence fence;

	private final Runnable whenLost;

	private final Runnable whenHeld;

	private final EventRate rate = new EventRate(System::nanoTime);

	private volatile @Nullable Position stopAt;

	private volatile boolean shared;

	// the checkpoint as it was stored when the lanes were read last
	private volatile @Nullable Position observed;

	// the start of the step in progress, or 0
	private volatile long busySince;

	/**
	 * Creates an assignment.
	 * @param fence the fence of the claim
	 * @param whenLost invoked when the claim is found to be lost
	 * @param whenHeld invoked when the checkpoint cannot be moved, although the claim is
	 * not lost
	 */
	LaneAssignment(Fence fence, Runnable whenLost, Runnable whenHeld) {
		this.fence = fence;
		this.whenLost = whenLost;
		this.whenHeld = whenHeld;
	}

	LaneKey lane() {
		return this.fence.lane();
	}

	Fence fence() {
		return this.fence;
	}

	int lanes() {
		return this.fence.lanes();
	}

	/**
	 * Takes over changes of the stored state.
	 * @return whether there were any
	 */
	boolean update(LaneState stored) {
		boolean nowShared = stored.nodes().size() > 1;
		boolean changed = nowShared != this.shared || !Objects.equals(stored.stopAt(), this.stopAt);
		this.stopAt = stored.stopAt();
		this.shared = nowShared;
		this.observed = stored.position();
		return changed;
	}

	/**
	 * Returns the position at which the lane stops, or {@code null} if it does not stop.
	 */
	@Nullable Position stopAt() {
		return this.stopAt;
	}

	Position stopAtOr(Position applied) {
		Position stop = this.stopAt;
		return (stop != null && applied.isAfter(stop)) ? stop : applied;
	}

	boolean isStoppedAt(Position applied) {
		Position stop = this.stopAt;
		return stop != null && !stop.isAfter(applied);
	}

	/**
	 * Returns whether the lane is claimed with a fence: then the node that claims lanes
	 * reads their checkpoints at an interval.
	 */
	boolean isFenced() {
		return this.fence.token() > 0;
	}

	/**
	 * Returns whether the checkpoint may have been moved by another node: the stored one
	 * was different when it was read last.
	 * @param stored the checkpoint that this node stored last
	 */
	boolean mayBeMovedElsewhere(Position stored) {
		Position position = this.observed;
		return position != null && !position.equals(stored);
	}

	/**
	 * Records that this node has moved the checkpoint.
	 */
	void moved() {
		this.observed = null;
	}

	/**
	 * Returns whether other nodes run the subscription too, and may wait for its
	 * progress.
	 */
	boolean isShared() {
		return this.shared;
	}

	/**
	 * Records that the worker begins a step: it reads events, or handles a batch.
	 */
	void beginStep() {
		this.busySince = System.nanoTime();
	}

	void endStep() {
		this.busySince = 0;
	}

	/**
	 * Returns the time for which the step in progress has taken.
	 */
	Duration busyFor() {
		long since = this.busySince;
		return (since != 0) ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
	}

	/**
	 * Records that events of the lane were applied.
	 */
	void applied(int events) {
		this.rate.add(events);
	}

	double eventsPerSecond() {
		return this.rate.perSecond();
	}

	void lost() {
		this.whenLost.run();
	}

	void held() {
		this.whenHeld.run();
	}

}
