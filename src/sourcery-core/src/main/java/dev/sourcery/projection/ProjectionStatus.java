package dev.sourcery.projection;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;

/**
 * The status of a projection on this node.
 *
 * @since 0.1
 * @param mode the mode, which determines when the handlers run
 * @param subscription the status of the projection as a subscription
 * @param versionState the relation of this version to the live version, as this node read
 * it last
 * @param progress the progress towards the settled position, or {@code null} if it has
 * not been measured, or the projection runs in the transaction of the append
 */
public record ProjectionStatus(ProjectionMode mode, SubscriptionStatus subscription, VersionState versionState,
		@Nullable ProjectionProgress progress) {

	/**
	 * The identity of the projection.
	 * @return the key
	 */
	public SubscriptionKey key() {
		return this.subscription.key();
	}

	/**
	 * The state of the projection.
	 * @return the state
	 */
	public SubscriptionState state() {
		return this.subscription.state();
	}

	/**
	 * The position that the projection has applied.
	 * @return the position
	 */
	public Position position() {
		return this.subscription.position();
	}

	/**
	 * The failure of the last attempt.
	 * @return the failure, or {@code null}
	 */
	public @Nullable Throwable failure() {
		return this.subscription.failure();
	}

	/**
	 * Describes the failure by its class and the first line of its message, and those of
	 * its root cause. Further lines are omitted: they may quote rows of the database.
	 * @return the description, or {@code null} if there is no failure
	 */
	public @Nullable String failureDescription() {
		return this.subscription.failureDescription();
	}

}
