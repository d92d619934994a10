package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.AdvanceOutcome.Advanced;
import dev.sourcery.subscription.AdvanceOutcome.Behind;
import dev.sourcery.tail.EventTail;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * The state of a lane: its claim, its stored checkpoint, and the position it has applied,
 * which is ahead of the checkpoint after events without a handler. For one thread.
 */
final class LaneCheckpoint {

	private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);

	private final LaneKey key;

	private final EventTail tail;

	private final Lanes lanes;

	private final Checkpoints checkpoints;

	private final LaneReporter report;

	private @Nullable Fence fence;

	private Position stored = Position.START;

	private Position applied = Position.START;

	// the incarnation in which the position was reached
	private @Nullable ServerIncarnation incarnation;

	private long storedAt = System.nanoTime();

	LaneCheckpoint(LaneKey key, EventTail tail, Lanes lanes, Checkpoints checkpoints, LaneReporter report) {
		this.key = key;
		this.tail = tail;
		this.lanes = lanes;
		this.checkpoints = checkpoints;
		this.report = report;
	}

	Position applied() {
		return this.applied;
	}

	@Nullable ServerIncarnation incarnation() {
		return this.incarnation;
	}

	/**
	 * Claims the lane, unless this node already has it.
	 * @return whether this node has the lane
	 */
	boolean claim() {
		if (this.fence == null) {
			this.fence = this.lanes.claim(this.key).orElse(null);
		}
		return this.fence != null;
	}

	boolean isClaimed() {
		return this.fence != null;
	}

	/**
	 * Stores progress over events without a handler and releases the claim.
	 */
	boolean end() {
		try {
			compare();
		}
		finally {
			release();
		}
		return true;
	}

	private void release() {
		if (this.fence != null) {
			this.lanes.release(this.fence);
			this.fence = null;
		}
	}

	/**
	 * Starts at the stored checkpoint.
	 */
	boolean load() {
		this.stored = this.checkpoints.loadOrCreate(this.key);
		startAt(this.stored);
		return true;
	}

	/**
	 * Returns to the stored checkpoint, because a crash may have reverted the applied
	 * events, and their positions may have been drawn again.
	 */
	void loadIn(ServerIncarnation current) {
		load();
		this.incarnation = current;
	}

	/**
	 * Returns whether another node has moved the checkpoint: the other node may have been
	 * resumed, or have rebuilt the subscription, and have applied the event that failed
	 * on this node.
	 */
	boolean isMovedElsewhere() {
		try {
			return reload();
		}
		catch (Throwable ex) {
			// the database may be unavailable; the next check follows
			return false;
		}
	}

	/**
	 * Checks whether another node has moved the checkpoint; if not, the applied position
	 * is kept.
	 */
	private boolean reload() {
		return follow(this.checkpoints.loadOrCreate(this.key));
	}

	private boolean follow(Position found) {
		if (found.equals(this.stored)) {
			return false;
		}
		this.stored = found;
		moveTo(found);
		return true;
	}

	/**
	 * Moves the checkpoint in one transaction with the handlers.
	 * @return whether the checkpoint was moved; if not, the handlers were not run
	 */
	boolean advance(Position last, ServerIncarnation readIn, Runnable handlers) {
		if (this.fence == null) {
			return false;
		}
		AdvanceOutcome outcome = this.checkpoints.advance(this.fence, this.stored, last, readIn, handlers);
		if (outcome instanceof Advanced) {
			this.stored = last;
			this.storedAt = System.nanoTime();
			return true;
		}
		if (!(outcome instanceof Behind behind) || !follow(behind.stored())) {
			this.report.notMoved();
			renew();
		}
		return false;
	}

	private void renew() {
		if (this.fence != null && !this.lanes.renew(this.fence)) {
			this.fence = null;
		}
	}

	/**
	 * Compares the lane with the database at an interval.
	 */
	void idle() {
		if (System.nanoTime() - this.storedAt > IDLE_INTERVAL.toNanos()) {
			compare();
		}
	}

	/**
	 * Compares the lane with the database: stores progress over events without a handler,
	 * and detects a checkpoint that another node has moved.
	 */
	void compare() {
		this.storedAt = System.nanoTime();
		renew();
		Position last = this.tail.lastPosition(this.applied);
		if (last.isAfter(this.stored) && advanceOverUnhandled(last)) {
			this.stored = last;
			moveTo(this.applied);
		}
		else {
			reload();
		}
	}

	// no events are applied before the first read has determined the incarnation
	private boolean advanceOverUnhandled(Position last) {
		return this.fence != null && this.incarnation != null
				&& this.checkpoints.advance(this.fence, this.stored, last, this.incarnation, () -> {
				}) instanceof Advanced;
	}

	void moveTo(Position position) {
		startAt(position);
		this.report.continuedAt(position);
	}

	/**
	 * Sets the position to continue from; it is not known yet whether that succeeds.
	 */
	private void startAt(Position position) {
		this.applied = position;
		this.report.moved(this.stored, position, this.incarnation);
	}

}
