package dev.sourcery.subscription;

import java.util.List;

import dev.sourcery.event.Position;

/**
 * The result of the verification of a subscription.
 *
 * @since 0.1
 * @param subscription the subscription
 * @param upTo the greatest checkpoint of a lane: the events up to it were verified
 * @param problems descriptions of the problems, of each kind at most 100
 */
public record VerificationReport(SubscriptionKey subscription, Position upTo, List<String> problems) {

	/**
	 * Returns whether there are no problems.
	 * @return whether the stored state is consistent
	 */
	public boolean isConsistent() {
		return this.problems.isEmpty();
	}

}
