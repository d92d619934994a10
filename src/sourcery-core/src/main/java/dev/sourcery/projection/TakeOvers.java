package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.failure.Backoff;
import dev.sourcery.subscription.OperatedVersion;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.TakeOver.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The take-over by one version, attempted with increasing delays while it does not
 * succeed. For one thread.
 */
final class TakeOvers {

	private static final Logger logger = LoggerFactory.getLogger(TakeOvers.class);

	private final ProjectionDefinition definition;

	private final OperatedVersion version;

	private final Attempts attempts = new Attempts(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)));

	// reported once each
	private boolean reportedParked;

	private boolean reportedFailure;

	TakeOvers(ProjectionDefinition definition, SubscriptionRuntime runtime) {
		this.definition = definition;
		this.version = new OperatedVersion(definition.key(), runtime, ProjectionOperations.AUTOMATIC);
	}

	/**
	 * Attempts the take-over if it is due.
	 * @param live the version that is live now
	 * @return whether this node has made the version live
	 */
	boolean attempt(int live) {
		if (!this.attempts.areDue()) {
			return false;
		}
		if (tryOnce(live)) {
			this.attempts.succeeded(Duration.ZERO);
			return true;
		}
		this.attempts.failed();
		return false;
	}

	private boolean tryOnce(int live) {
		SubscriptionKey key = this.definition.key();
		try {
			Outcome outcome = this.version.tryTakeOver(this.definition.eventTypes());
			if (outcome == Outcome.TAKEN_OVER) {
				logger.info("Projection {} has taken over from version {}: it is live now", key, live);
			}
			else if (outcome == Outcome.PARKED && !this.reportedParked) {
				this.reportedParked = true;
				logger.warn(
						"Projection {} has caught up but does not take over from version {}, because it has parked events: retry or discard them",
						key, live);
			}
			return outcome == Outcome.TAKEN_OVER;
		}
		catch (RuntimeException ex) {
			if (!this.reportedFailure) {
				this.reportedFailure = true;
				logger.warn("Projection {} could not take over from version {}, and retries: {}", key, live,
						ex.toString());
			}
			return false;
		}
	}

}
