package dev.sourcery.subscription;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * The status of a subscription on this node.
 *
 * @since 0.1
 * @param key the subscription
 * @param state the state
 * @param position the position that the subscription has applied
 * @param failure the failure of the last attempt, or {@code null}
 */
public record SubscriptionStatus(SubscriptionKey key, SubscriptionState state, Position position,
		@Nullable Throwable failure) {

	/**
	 * Describes the failure by its class and the first line of its message, and those of
	 * its root cause. Further lines are omitted: they may quote rows of the database.
	 * @return the description, or {@code null} if there is no failure
	 */
	public @Nullable String failureDescription() {
		return (this.failure != null) ? FailureDescription.of(this.failure) : null;
	}

}
