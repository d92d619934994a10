package dev.sourcery.subscription;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * The state of a subscription on all nodes, for operators.
 *
 * @since 0.1
 * @param stored the stored state
 * @param lag the events that were not applied
 * @param local the status on this node, or {@code null} if the subscription is not in the
 * code of this node
 * @param eventsPerSecond the number of events per second that this node has applied in
 * the last ten seconds, or {@code null} if it runs none of them
 */
public record SubscriptionDetails(StoredSubscription stored, Lag lag, @Nullable SubscriptionStatus local,
		@Nullable Double eventsPerSecond) {

	/**
	 * The identity of the subscription.
	 * @return the key
	 */
	public SubscriptionKey key() {
		return this.stored.key();
	}

	/**
	 * The stored lanes.
	 * @return the lanes, in order
	 */
	public List<StoredLane> lanes() {
		return this.stored.lanes();
	}

	/**
	 * The position that all lanes have stored.
	 * @return the position
	 */
	public Position position() {
		return lanes().stream().map(StoredLane::position).min(Comparator.naturalOrder()).orElse(Position.START);
	}

	/**
	 * Returns whether the subscription is paused.
	 * @return whether no events are applied until it is resumed
	 */
	public boolean isPaused() {
		return lanes().stream().anyMatch(StoredLane::paused);
	}

	/**
	 * Returns whether the appends apply the events of the subscription, and its lanes do
	 * not.
	 * @return whether it is applied in the transactions of the appends
	 */
	public boolean isInTransaction() {
		return this.stored.inTransaction();
	}

	/**
	 * Returns whether the subscription is neither in the code of this node nor run by a
	 * live node. Its stored state remains until it is removed.
	 * @return whether the subscription is unused at present
	 */
	public boolean isUnused() {
		return this.local == null && this.stored.nodes().isEmpty();
	}

	/**
	 * The number of events that were skipped.
	 * @return the number
	 */
	public long skippedEvents() {
		return lanes().stream().mapToLong(StoredLane::skippedEvents).sum();
	}

	/**
	 * Returns the progress of a rebuild, by positions.
	 * @return a number from 0 to less than 1, or {@code null} if no rebuild is in
	 * progress
	 */
	public @Nullable Double rebuildProgress() {
		Position target = this.stored.rebuildTo();
		if (target == null || !target.isAfter(position())) {
			return null;
		}
		return (double) position().value() / target.value();
	}

	/**
	 * Describes the last failure of an event that still fails, on any node, or of the
	 * last attempt on this node, without data of the event.
	 * @return the description, or {@code null} if there is no failure
	 */
	public @Nullable String lastError() {
		return lanes().stream()
			.map(StoredLane::failing)
			.filter(Objects::nonNull)
			.map(StoredLane.FailingEvent::failure)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse((this.local != null) ? this.local.failureDescription() : null);
	}

}
