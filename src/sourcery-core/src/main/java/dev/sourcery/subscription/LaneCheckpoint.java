package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.AdvanceOutcome.Advanced;
import dev.sourcery.subscription.AdvanceOutcome.Behind;
import dev.sourcery.subscription.AdvanceOutcome.Lost;
import dev.sourcery.tail.EventTail;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * The stored checkpoint of a lane, and the position that the lane has applied, which is
 * ahead of the checkpoint after events without a handler. For one thread.
 */
final class LaneCheckpoint {

	private static final long IDLE_INTERVAL = Duration.ofSeconds(5).toNanos();

	// other nodes see stored progress only
	private static final long SHARED_INTERVAL = Duration.ofMillis(100).toNanos();

	private final LaneAssignment assignment;

	private final EventTail tail;

	private final Checkpoints checkpoints;

	private final BatchCommit commit;

	private final FailurePolicy policy;

	private final LaneReporter report;

	private Position stored = Position.START;

	private Position applied = Position.START;

	// the incarnation in which the position was reached
	private @Nullable ServerIncarnation incarnation;

	// the time of the last comparison with the database, and the applied position of the
	// last one that did not fail and was not refused
	private long comparedAt = System.nanoTime();

	private Position compared = Position.START;

	LaneCheckpoint(LaneAssignment assignment, EventTail tail, Checkpoints checkpoints, BatchCommit commit,
			FailurePolicy policy, LaneReporter report) {
		this.assignment = assignment;
		this.tail = tail;
		this.checkpoints = checkpoints;
		this.commit = commit;
		this.policy = policy;
		this.report = report;
	}

	Position applied() {
		return this.applied;
	}

	@Nullable ServerIncarnation incarnation() {
		return this.incarnation;
	}

	/**
	 * Starts at the stored checkpoint.
	 */
	boolean load() {
		this.stored = this.checkpoints.loadOrCreate(this.assignment.lane());
		this.compared = this.stored;
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
		return follow(this.checkpoints.position(this.assignment.lane()));
	}

	private boolean follow(Position found) {
		if (found.equals(this.stored)) {
			return false;
		}
		this.stored = found;
		this.compared = found;
		moveTo(found);
		return true;
	}

	/**
	 * Moves the checkpoint in one transaction with the handlers.
	 * @return whether the checkpoint was moved; if not, the handlers were not run
	 */
	boolean advance(Position last, ServerIncarnation readIn, Runnable handlers) {
		long begin = System.nanoTime();
		AdvanceOutcome outcome = this.checkpoints.advance(this.assignment.fence(), this.stored, last, readIn,
				this.commit, handlers);
		if (outcome instanceof Advanced) {
			this.stored = last;
			this.assignment.moved();
			this.comparedAt = System.nanoTime();
			this.policy.took(Duration.ofNanos(this.comparedAt - begin));
			return true;
		}
		if (outcome instanceof Lost) {
			this.assignment.lost();
		}
		else if (!(outcome instanceof Behind behind) || !follow(behind.stored())) {
			this.report.notMoved();
			this.assignment.held();
		}
		return false;
	}

	/**
	 * Records that an event fails.
	 */
	Failing failing(Position position, Throwable failure) {
		return this.checkpoints.failing(this.assignment.fence(), position,
				FailureDescription.of(BatchFailedException.reasonOf(failure)));
	}

	/**
	 * Counts a skipped event, within the transaction that moves the checkpoint.
	 */
	void skipped() {
		this.checkpoints.skipped(this.assignment.fence());
	}

	/**
	 * Compares the lane with the database at an interval.
	 */
	void idle() {
		if (untilComparison() <= 0) {
			compare();
		}
	}

	/**
	 * Returns the time until the next comparison with the database, in nanoseconds.
	 */
	long untilComparison() {
		if (!this.applied.equals(this.compared) && !this.applied.equals(this.stored)) {
			boolean shared = this.assignment.isShared() || this.assignment.lanes() > 1;
			return this.assignment.isStoppedAt(this.applied) ? 0
					: untilPassed(shared ? SHARED_INTERVAL : IDLE_INTERVAL);
		}
		if (!this.assignment.isFenced()) {
			return untilPassed(IDLE_INTERVAL);
		}
		return this.assignment.mayBeMovedElsewhere(this.stored) ? untilPassed(SHARED_INTERVAL) : Long.MAX_VALUE;
	}

	private long untilPassed(long interval) {
		return this.comparedAt + interval - System.nanoTime();
	}

	/**
	 * Compares the lane with the database: stores progress over events without a handler,
	 * and detects a checkpoint that another node has moved.
	 */
	boolean compare() {
		this.comparedAt = System.nanoTime();
		this.assignment.moved();
		Position last = this.tail.lastPosition(this.assignment.stopAtOr(this.applied));
		if (!last.isAfter(this.stored)) {
			this.compared = this.applied;
			reload();
		}
		else if (advanceOverUnhandled(last)) {
			this.stored = last;
			this.compared = this.applied;
			moveTo(this.applied);
		}
		else {
			// the row may be locked for a moment only: the comparison is repeated
			reload();
		}
		return true;
	}

	// no events are applied before the first read has determined the incarnation
	private boolean advanceOverUnhandled(Position last) {
		return this.incarnation != null && this.checkpoints.advance(this.assignment.fence(), this.stored, last,
				this.incarnation, this.commit, () -> {
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
