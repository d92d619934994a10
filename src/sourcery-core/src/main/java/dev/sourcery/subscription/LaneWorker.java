package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Optional;

import dev.sourcery.subscription.FailurePolicy.Decision;
import dev.sourcery.subscription.FailurePolicy.Decision.GiveUp;
import dev.sourcery.subscription.FailurePolicy.Decision.Retry;
import dev.sourcery.subscription.FailurePolicy.Decision.RetryAfter;

/**
 * Runs one lane of a subscription on a separate thread: applies batches, waits for
 * further events, and continues after failures as the failure policy decides.
 */
final class LaneWorker implements Runnable {

	private static final long WAIT_FOR_CONNECTION = 100;

	private static final Duration PASS_INTERVAL = Duration.ofMillis(100);

	private static final Duration BLOCKED_INTERVAL = Duration.ofSeconds(1);

	private final LaneBatches batches;

	private final LaneCheckpoint lane;

	private final FailurePolicy policy;

	private final Progress progress;

	private final LaneReporter report;

	private final EventWait eventWait;

	private final LaneAssignment assignment;

	private final ConnectionLimit connections;

	LaneWorker(LaneAssignment assignment, ConnectionLimit connections, LaneBatches batches, LaneCheckpoint lane,
			FailurePolicy policy, Progress progress, LaneReporter report, EventWait eventWait) {
		this.assignment = assignment;
		this.connections = connections;
		this.batches = batches;
		this.lane = lane;
		this.policy = policy;
		this.progress = progress;
		this.report = report;
		this.eventWait = eventWait;
	}

	@Override
	public void run() {
		try {
			while (this.progress.isActive()) {
				workUntilInterrupted();
			}
			attempt(this.lane::compare);
			this.progress.yielded();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.progress.yielded();
		}
		catch (Throwable ex) {
			this.report.ended(this.lane.applied(), ex);
		}
	}

	private void workUntilInterrupted() {
		try {
			while (this.progress.isActive() && !attempt(this.batches::load)) {
				// the failure policy has waited
			}
			work();
		}
		catch (InterruptedException ex) {
			if (this.progress.isActive()) {
				this.report.interrupted();
			}
		}
	}

	private void work() throws InterruptedException {
		while (this.progress.isActive()) {
			this.eventWait.beginLook();
			if (attempt(() -> this.batches.next(this.eventWait.waited()))) {
				this.eventWait.foundEvents();
			}
			else if (this.progress.isActive()) {
				this.eventWait.await(this.lane.untilComparison());
			}
		}
	}

	private boolean attempt(Step step) throws InterruptedException {
		while (!this.connections.tryAcquire(WAIT_FOR_CONNECTION)) {
			if (!this.progress.isActive()) {
				return false;
			}
		}
		try {
			this.assignment.beginStep();
			try {
				return step.run();
			}
			finally {
				this.assignment.endStep();
				this.connections.release();
			}
		}
		catch (Throwable ex) {
			// including checked exceptions: a store may throw them too
			if (this.progress.isActive()) {
				failed(ex);
			}
			else {
				this.report.failedWhileStopping(ex);
			}
			return false;
		}
	}

	private void failed(Throwable failure) throws InterruptedException {
		Decision decision = this.batches.failed(failure);
		if (decision instanceof Retry) {
			this.report.lostRace(this.lane.applied());
		}
		else if (decision instanceof GiveUp giveUp) {
			giveUp(failure, giveUp);
		}
		else {
			Throwable cause = BatchFailedException.reasonOf(failure);
			this.report.retried(this.lane.applied(), cause);
			if (decision instanceof RetryAfter retry) {
				this.progress.retrying(cause);
				this.progress.awaitInactive(retry.delay());
			}
		}
	}

	private void giveUp(Throwable failure, GiveUp giveUp) throws InterruptedException {
		Optional<FailedEvent> event = FailedEvent.of(failure);
		if (event.isEmpty() || isBlocking(giveUp.action(), event.get())) {
			block(failure, giveUp.attempts());
		}
		else if (!attempt(() -> pass(event.get(), failure, giveUp))) {
			this.progress.awaitInactive(PASS_INTERVAL);
		}
	}

	private boolean isBlocking(FailureAction action, FailedEvent event) {
		return action == FailureAction.BLOCK || (action == FailureAction.PARK && !this.batches.isKeyKnown(event));
	}

	/**
	 * Continues after an event that keeps failing.
	 * @return whether the lane has passed the event
	 */
	private boolean pass(FailedEvent event, Throwable failure, GiveUp giveUp) {
		Throwable cause = BatchFailedException.reasonOf(failure);
		if (giveUp.action() == FailureAction.SKIP) {
			boolean skipped = this.batches.skip(event);
			if (skipped) {
				this.report.skipped(event, giveUp.attempts(), cause);
			}
			return skipped;
		}
		boolean parked = this.batches.park(event, giveUp.attempts(), cause);
		if (parked) {
			this.report.parked(event, giveUp.attempts(), cause);
		}
		return parked;
	}

	private void block(Throwable failure, int attempts) throws InterruptedException {
		this.report.blocked(failure, this.lane.applied(), attempts);
		awaitResumed();
	}

	private void awaitResumed() throws InterruptedException {
		while (!this.progress.awaitResumed(BLOCKED_INTERVAL) && !this.lane.isMovedElsewhere()) {
			// the lane remains blocked
		}
		this.policy.resumed();
	}

	private interface Step {

		boolean run();

	}

}
