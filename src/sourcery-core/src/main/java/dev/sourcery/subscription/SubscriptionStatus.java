package dev.sourcery.subscription;

import java.util.Comparator;
import java.util.List;

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

	// the status of a subscription is that of the lane in the first of these states
	private static final List<SubscriptionState> WORST_FIRST = List.of(SubscriptionState.FAILED,
			SubscriptionState.BLOCKED, SubscriptionState.PAUSED, SubscriptionState.RETRYING, SubscriptionState.STOPPED,
			SubscriptionState.RUNNING, SubscriptionState.STANDBY);

	/**
	 * Returns the status of a subscription: the state of the lane in the worst state, and
	 * the position that all lanes have applied.
	 */
	static SubscriptionStatus of(SubscriptionKey key, List<SubscriptionStatus> lanes) {
		Position position = lanes.stream()
			.map(SubscriptionStatus::position)
			.min(Comparator.naturalOrder())
			.orElseThrow();
		return lanes.stream()
			.min(Comparator.comparing((lane) -> WORST_FIRST.indexOf(lane.state())))
			.map((worst) -> new SubscriptionStatus(key, worst.state(), position, worst.failure()))
			.orElseThrow();
	}

	SubscriptionStatus in(SubscriptionState other) {
		return new SubscriptionStatus(this.key, other, this.position, this.failure);
	}

	/**
	 * Describes the failure by its class and the first line of its message, and those of
	 * its root cause. Further lines are omitted: they may quote rows of the database.
	 * @return the description, or {@code null} if there is no failure
	 */
	public @Nullable String failureDescription() {
		return (this.failure != null) ? FailureDescription.of(this.failure) : null;
	}

}
