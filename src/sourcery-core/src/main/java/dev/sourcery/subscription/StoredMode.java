package dev.sourcery.subscription;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The stored mode of a subscription, which is in effect on all nodes.
 *
 * @since 0.1
 * @param key the subscription
 * @param inTransaction whether the appends apply the events, and no lane does
 * @param eventTypes the types of events that each append must apply, empty if all;
 * {@code null} as long as the database does not refuse appends that do not
 */
public record StoredMode(SubscriptionKey key, boolean inTransaction, @Nullable Set<String> eventTypes) {

}
