package dev.sourcery.subscription;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions in the database, also those that are not in the code of this node.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class StoredSubscriptions {

	private final SubscriptionRuntime runtime;

	private final Map<SubscriptionKey, RunningSubscription> local = new LinkedHashMap<>();

	/**
	 * Creates an instance.
	 * @param runtime the runtime of this node
	 * @param local the subscriptions of this node
	 */
	public StoredSubscriptions(SubscriptionRuntime runtime, Collection<RunningSubscription> local) {
		this.runtime = runtime;
		local.forEach((subscription) -> this.local.put(subscription.key(), subscription));
	}

	/**
	 * Returns all subscriptions in the database.
	 * @return the subscriptions, ordered by name and version
	 */
	public List<SubscriptionDetails> all() {
		return stored().find(null).stream().map(this::details).toList();
	}

	/**
	 * Returns one subscription.
	 * @param key the subscription
	 * @return the details; without lanes if the subscription has never run
	 */
	public SubscriptionDetails get(SubscriptionKey key) {
		return details(stored().find(key)
			.stream()
			.findFirst()
			.orElseGet(() -> new StoredSubscription(key, List.of(), List.of(), 0, null, false)));
	}

	/**
	 * Returns recorded operations, newest first.
	 * @param name the name of the subscriptions, or {@code null} for all
	 * @param limit maximum number of operations
	 * @return the operations
	 */
	public List<RecordedOperation> operations(@Nullable String name, int limit) {
		if (limit < 1) {
			throw new IllegalArgumentException("The limit must be positive, but is " + limit);
		}
		return stored().recorded(name, limit);
	}

	/**
	 * Removes the stored state of a subscription that no node runs.
	 * @param key the subscription
	 * @param operator the operator
	 * @throws OperationRefusedException if the subscription is in the code of this node,
	 * a live node runs it, or it is not stored
	 */
	public void remove(SubscriptionKey key, Operator operator) {
		Operation remove = new Operation(key, OperationKind.REMOVE, operator, this.runtime.coordinator().node(), null);
		new RecordedFailures(stored()).run(remove, () -> {
			if (this.local.containsKey(key)) {
				throw new OperationRefusedException(key, "%s is in the code of this node".formatted(key),
						"Remove the class of the projection, or give it another version, then remove its stored state.",
						null);
			}
			stored().remove(remove);
		});
	}

	/**
	 * Returns the subscriptions of this node.
	 * @return the subscriptions, in the order of their registration
	 */
	public Collection<SubscriptionKey> local() {
		return this.local.keySet();
	}

	/**
	 * Measures the subscriptions of this node, with few queries.
	 * @return the measurements
	 */
	public List<SubscriptionMeasurement> measure() {
		List<ReachedPosition> reached = this.local.values()
			.stream()
			.flatMap((subscription) -> subscription.lanes().stream())
			.map((lane) -> {
				LanePosition position = lane.progress().reached();
				return new ReachedPosition(lane.key(), position.token(), position.stored(), position.position());
			})
			.filter((lane) -> lane.position().isAfter(lane.stored()))
			.toList();
		return this.runtime.checkpoints().measure(this.local.keySet(), reached);
	}

	private SubscriptionOperator stored() {
		return this.runtime.checkpoints().operator();
	}

	private SubscriptionDetails details(StoredSubscription stored) {
		RunningSubscription running = this.local.get(stored.key());
		List<RunningLane> lanes = (running != null) ? running.lanes() : List.of();
		Position applied = stored.lanes()
			.stream()
			.map((lane) -> applied(lane, lanes))
			.min(Comparator.naturalOrder())
			.orElse(Position.START);
		return new SubscriptionDetails(stored, stored().lag(applied), (running != null) ? running.status() : null,
				eventsPerSecond(lanes));
	}

	// on this node a lane may be ahead of its checkpoint, after events without a handler
	private static Position applied(StoredLane stored, List<RunningLane> lanes) {
		if (stored.number() >= lanes.size()) {
			return stored.position();
		}
		LanePosition reached = lanes.get(stored.number()).progress().reached();
		return reached.isAheadOf(new ClaimedPosition(stored.position(), stored.token())) ? reached.position()
				: stored.position();
	}

	private static @Nullable Double eventsPerSecond(List<RunningLane> lanes) {
		return lanes.stream()
			.map(RunningLane::eventsPerSecond)
			.filter(Objects::nonNull)
			.reduce(Double::sum)
			.orElse(null);
	}

}
