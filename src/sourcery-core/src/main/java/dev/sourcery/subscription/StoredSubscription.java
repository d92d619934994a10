package dev.sourcery.subscription;

import java.util.List;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of a subscription, for operators.
 *
 * @since 0.1
 * @param key the subscription
 * @param lanes the lanes, in order; empty if the subscription has never run
 * @param nodes the live nodes that run the subscription
 * @param parkedEvents the number of parked events
 * @param rebuildTo the greatest position of a lane before the last rebuild, or
 * {@code null}
 * @param inTransaction whether the appends apply the events, so that no lane does
 */
public record StoredSubscription(SubscriptionKey key, List<StoredLane> lanes, List<String> nodes, long parkedEvents,
		@Nullable Position rebuildTo, boolean inTransaction) {

}
