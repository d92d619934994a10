package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.failure.Backoff;
import dev.sourcery.subscription.HandOver;
import dev.sourcery.subscription.HandOver.Result;
import dev.sourcery.subscription.JoiningSubscription;
import dev.sourcery.subscription.SubscriptionModes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hand-over of one projection from its lanes to the appends, attempted with
 * increasing delays while it does not succeed. For one thread.
 */
final class Joins {

	private static final Logger logger = LoggerFactory.getLogger(Joins.class);

	private final ProjectionDefinition definition;

	private final SubscriptionModes modes;

	private final Attempts attempts = new Attempts(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)));

	// each reason is reported once
	private @Nullable Result reported;

	private boolean reportedFailure;

	Joins(ProjectionDefinition definition, SubscriptionModes modes) {
		this.definition = definition;
		this.modes = modes;
	}

	/**
	 * Attempts the hand-over if it is due.
	 * @return whether the appends apply the events now
	 */
	boolean attempt() {
		if (!this.attempts.areDue()) {
			return false;
		}
		if (tryOnce()) {
			this.attempts.succeeded(Duration.ZERO);
			return true;
		}
		this.attempts.failed();
		return false;
	}

	private boolean tryOnce() {
		try {
			HandOver outcome = this.modes.join(JoiningSubscription.of(this.definition));
			report(outcome);
			return outcome.result() == Result.JOINED || outcome.result() == Result.NOT_NEEDED;
		}
		catch (RuntimeException ex) {
			// a transaction that appends may take longer than the lock timeout
			if (!this.reportedFailure) {
				this.reportedFailure = true;
				logger.info("Projection {} cannot be applied by appends yet, and this is retried: {}",
						this.definition.key(), ex.toString());
			}
			return false;
		}
	}

	private void report(HandOver outcome) {
		if (outcome.result() == this.reported) {
			return;
		}
		this.reported = outcome.result();
		switch (outcome.result()) {
			case JOINED -> logger.info("Projection {} is applied in the transactions of the appends from now on",
					this.definition.key());
			case OTHER_NODES -> logger.info(
					"Projection {} remains asynchronous while {} run it asynchronously, in another version, or with handlers for other events",
					this.definition.key(), outcome.nodes());
			case STOPPED -> logger.warn(
					"Projection {} remains asynchronous, because it is paused or has parked events: resume it, retry or discard them",
					this.definition.key());
			case BEHIND, NOT_NEEDED -> {
			}
		}
	}

}
