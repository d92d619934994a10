package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.TailBatch;
import dev.sourcery.tail.TailBatch.StoppedBy;
import dev.sourcery.tail.TailReader;

/**
 * Reads and handles the events of one lane, batch by batch. For one thread.
 */
final class LaneBatches {

	private final LaneFilter filter;

	private final LaneAssignment assignment;

	private final TailReader tail;

	private final LaneCheckpoint lane;

	private final FailurePolicy policy;

	private final Progress progress;

	private final LaneParking parking;

	LaneBatches(Subscription subscription, LaneAssignment assignment, TailReader tail, LaneCheckpoint lane,
			LaneParking parking, FailurePolicy policy, Progress progress) {
		this.filter = new LaneFilter(subscription, assignment);
		this.assignment = assignment;
		this.tail = tail;
		this.lane = lane;
		this.parking = parking;
		this.policy = policy;
		this.progress = progress;
	}

	/**
	 * Applies one batch.
	 * @param maxAge maximum age of the settled position, unless commits were signalled
	 * since
	 * @return whether there was work, so that further events may be read immediately
	 */
	boolean next(Duration maxAge) {
		if (this.progress.takeReset()) {
			loadAfterReset();
		}
		TailBatch batch = read(maxAge);
		if (batch.stoppedBy() == StoppedBy.RESTARTED) {
			this.lane.loadIn(batch.incarnation());
			batch = read(maxAge);
		}
		if (batch.stoppedBy() == StoppedBy.RESTARTED) {
			// the connections of the pool lead to different servers: wait before the next
			// attempt
			return false;
		}
		return batch.events().isEmpty() ? pass(batch) : handle(batch);
	}

	private TailBatch read(Duration maxAge) {
		return this.tail.read(this.lane.applied(), this.lane.incarnation(), this.policy.limit(),
				this.assignment.stopAt(), maxAge);
	}

	private void loadAfterReset() {
		try {
			this.lane.load();
		}
		catch (RuntimeException | Error ex) {
			this.progress.reset();
			throw ex;
		}
	}

	/**
	 * Skips events without a handler.
	 */
	private boolean pass(TailBatch batch) {
		boolean caughtUp = batch.stoppedBy() == StoppedBy.SETTLED;
		if (caughtUp) {
			this.policy.caughtUp();
		}
		this.lane.moveTo(batch.reached());
		this.lane.idle();
		return !caughtUp;
	}

	private boolean handle(TailBatch batch) {
		int events = batch.events().size();
		List<RecordedEvent<?>> ofLane = select(batch.events());
		if (!ofLane.isEmpty() && !apply(batch, ofLane)) {
			this.tail.forget();
			return false;
		}
		this.policy.applied(events);
		this.assignment.applied(ofLane.size());
		this.lane.moveTo(batch.reached());
		if (ofLane.isEmpty()) {
			this.lane.idle();
		}
		return true;
	}

	private List<RecordedEvent<?>> select(List<RecordedEvent<?>> events) {
		try {
			return this.filter.of(events);
		}
		catch (RuntimeException | Error ex) {
			throw new BatchFailedException(events.get(0), events.size(), ex);
		}
	}

	private boolean apply(TailBatch batch, List<RecordedEvent<?>> ofLane) {
		int events = batch.events().size();
		try {
			// the position of an event of another lane is as good
			return this.lane.advance(batch.events().get(events - 1).position(), batch.incarnation(),
					() -> this.parking.handle(ofLane));
		}
		catch (Throwable ex) {
			// including checked exceptions: a handler may throw them too
			throw new BatchFailedException(ofLane.get(0), events, ex);
		}
	}

	/**
	 * Starts at the stored checkpoint.
	 */
	boolean load() {
		this.lane.load();
		this.parking.load();
		return true;
	}

	FailurePolicy.Decision failed(Throwable failure) {
		this.tail.forget();
		return this.policy.failed(BatchFailedException.reasonOf(failure), BatchFailedException.sizeOf(failure),
				() -> failing(failure));
	}

	private Failing failing(Throwable failure) {
		try {
			return this.lane.failing(FailedEvent.of(failure).map(FailedEvent::position).orElse(this.lane.applied()),
					failure);
		}
		catch (RuntimeException ex) {
			// the database may be unavailable, which is not the fault of the event
			return new Failing(1, Duration.ZERO);
		}
	}

	boolean isKeyKnown(FailedEvent failed) {
		return this.parking.keyOf(failed) != null;
	}

	/**
	 * Moves the checkpoint past an event that keeps failing, and parks the event.
	 * @return whether the lane has passed the event
	 */
	boolean park(FailedEvent failed, int attempts, Throwable cause) {
		String key = this.parking.keyOf(failed);
		if (key == null || !pass(failed, () -> this.parking.park(failed, key, attempts, cause))) {
			return false;
		}
		this.parking.parked(key);
		return true;
	}

	/**
	 * Moves the checkpoint past an event that keeps failing.
	 * @return whether the lane has passed the event
	 */
	boolean skip(FailedEvent failed) {
		return pass(failed, this.lane::skipped);
	}

	private boolean pass(FailedEvent failed, Runnable work) {
		ServerIncarnation incarnation = this.lane.incarnation();
		if (incarnation == null || !this.lane.advance(failed.position(), incarnation, work)) {
			return false;
		}
		this.policy.passed();
		this.lane.moveTo(failed.position());
		return true;
	}

}
