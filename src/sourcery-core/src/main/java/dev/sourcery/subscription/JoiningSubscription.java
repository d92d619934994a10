package dev.sourcery.subscription;

import java.util.Set;

/**
 * A subscription that a node runs within the transactions that append.
 *
 * @since 0.1
 * @param key the subscription
 * @param eventTypes the event types that it handles; empty if it handles all types
 * @param lanes the number of lanes that it has while it does not
 */
public record JoiningSubscription(SubscriptionKey key, Set<String> eventTypes, int lanes) {

	/**
	 * Returns the subscription.
	 * @param subscription the subscription, with its handlers
	 * @return its description
	 */
	public static JoiningSubscription of(Subscription subscription) {
		return new JoiningSubscription(subscription.key(), subscription.eventTypes(), subscription.lanes());
	}

}
