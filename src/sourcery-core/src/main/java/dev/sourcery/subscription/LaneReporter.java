package dev.sourcery.subscription;

import dev.sourcery.event.Position;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the position and the state of a lane to the log, to the callers that wait for
 * it, and to its failure policy. For one thread.
 */
final class LaneReporter {

	private static final Logger logger = LoggerFactory.getLogger(LaneReporter.class);

	private final LaneKey key;

	private final Progress progress;

	private final FailurePolicy policy;

	private final OutageLog outage;

	private final HeldCheckpointLog held;

	LaneReporter(LaneKey key, Progress progress, FailurePolicy policy, HeldCheckpointLog held) {
		this.key = key;
		this.progress = progress;
		this.policy = policy;
		this.outage = new OutageLog(key);
		this.held = held;
	}

	void moved(Position stored, Position applied, @Nullable ServerIncarnation in) {
		this.policy.moved();
		this.held.moved();
		this.progress.moved(stored, applied, in);
	}

	void continuedAt(Position position) {
		if (!this.policy.isSplit()) {
			this.outage.over(position);
		}
	}

	void notMoved() {
		this.held.passedBy();
	}

	void lostRace(Position applied) {
		logger.debug("Projection {} conflicted with a concurrent writer after position {} and retries", this.key,
				applied);
	}

	void retried(Position applied, Throwable cause) {
		this.outage.failed(applied, cause);
	}

	void blocked(Throwable failure, Position applied, int attempts) {
		Throwable cause = BatchFailedException.reasonOf(failure);
		Object where = (failure instanceof BatchFailedException batch) ? batch.first()
				: "reading after position " + applied;
		this.progress.blocked(cause);
		logger.error(
				"Projection {} is blocked: {} failed {} times: {}. Nothing is applied until the cause is fixed and the projection is resumed, rebuilt or restarted.",
				this.key, where, attempts, FailureDescription.of(cause), FailureDescription.trace(cause));
	}

	void parked(FailedEvent event, int attempts, Throwable cause) {
		logger.error(
				"Projection {} has parked the event at position {} of stream {}, which failed {} times: {}. Later events of its key wait until they are retried or discarded; other events are applied.",
				this.key, event.position(), event.stream(), attempts, FailureDescription.of(cause),
				FailureDescription.trace(cause));
	}

	void skipped(FailedEvent event, int attempts, Throwable cause) {
		logger.error("Projection {} has skipped the event at position {} of stream {}, which failed {} times: {}",
				this.key, event.position(), event.stream(), attempts, FailureDescription.of(cause),
				FailureDescription.trace(cause));
	}

	void interrupted() {
		logger.warn("Projection {} was interrupted without being stopped, and continues", this.key);
	}

	void failedWhileStopping(Throwable failure) {
		if (logger.isDebugEnabled()) {
			logger.debug("Projection {} failed while it was being stopped: {}", this.key,
					FailureDescription.of(failure));
		}
	}

	void ended(Position applied, Throwable failure) {
		// health first: logging may be the cause of the failure
		this.progress.failed(failure);
		logger.error("Projection {} has ended beyond position {}: {}. Nothing is applied until it is started again.",
				this.key, applied, FailureDescription.of(failure), FailureDescription.trace(failure));
	}

}
