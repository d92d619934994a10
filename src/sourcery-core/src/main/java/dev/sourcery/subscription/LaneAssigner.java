package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lanes of this node in agreement with the stored claims: renews the claims,
 * runs claimed lanes, ends lost ones, and claims and releases lanes so that they are
 * spread evenly over the nodes. For one thread.
 */
final class LaneAssigner {

	private static final Logger logger = LoggerFactory.getLogger(LaneAssigner.class);

	private static final Duration NEVER = Duration.ofDays(1);

	private final Lanes lanes;

	private final String node;

	private final CommitNews news;

	private final Set<SubscriptionKey> registered = new HashSet<>();

	private final Set<RunningSubscription> reconfigured = new HashSet<>();

	private @Nullable Registration renewed;

	private long renewedAt;

	private boolean failing;

	private Duration untilExpiry = NEVER;

	LaneAssigner(Lanes lanes, String node, CommitNews news) {
		this.news = news;
		this.lanes = lanes;
		this.node = node;
	}

	/**
	 * Brings the lanes of this node up to date.
	 * @param subscriptions the started subscriptions of this node
	 * @return whether the lanes were changed, so that it should be called again
	 * immediately
	 */
	boolean assign(Collection<RunningSubscription> subscriptions) {
		try {
			boolean changed = tryAssign(subscriptions);
			recovered();
			return changed;
		}
		catch (Throwable ex) {
			// the database may be temporarily unavailable; the lanes that this node has
			// continue
			subscriptions.forEach((subscription) -> subscription.claimFailed(ex));
			failed(ex);
			return false;
		}
	}

	/**
	 * Returns the time until the first claim of another node expires, unless it is
	 * renewed.
	 */
	Duration untilExpiry() {
		return this.untilExpiry;
	}

	private boolean tryAssign(Collection<RunningSubscription> subscriptions) {
		this.untilExpiry = NEVER;
		if (subscriptions.isEmpty()) {
			return false;
		}
		Map<SubscriptionKey, RunningSubscription> running = new LinkedHashMap<>();
		subscriptions.forEach((subscription) -> running.put(subscription.key(), subscription));
		subscriptions.forEach(this::register);
		renew(subscriptions);
		List<LaneState> stored = this.lanes.find(running.keySet());
		this.untilExpiry = stored.stream()
			.filter((lane) -> !lane.isFree() && !lane.isOwnedBy(this.node))
			.map(LaneState::lease)
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.orElse(NEVER);
		this.news.otherNodes(
				stored.stream().flatMap((lane) -> lane.nodes().stream()).anyMatch((other) -> !other.equals(this.node)));
		Map<SubscriptionKey, List<LaneState>> bySubscription = stored.stream()
			.collect(Collectors.groupingBy((lane) -> lane.key().subscription()));
		running.forEach((key, subscription) -> {
			if (!bySubscription.containsKey(key)) {
				subscription.claimFailed(new IllegalStateException(
						"The rows of %s in subscription_lanes were removed. A restart of this node inserts them again, from the first event."
							.formatted(key)));
			}
		});
		bySubscription.forEach((key, ofSubscription) -> get(running, key).follow(ofSubscription, this.node));
		stored.forEach((lane) -> adopt(lane, get(running, lane.key().subscription())));
		List<LaneState> runnable = stored.stream().filter(LaneState::isRunnable).toList();
		carryOut(LanePlan.of(runnable, this.node, (lane) -> get(running, lane.subscription()).lane(lane).isClaimable()),
				running);
		return completeChanges(bySubscription) || configure(bySubscription);
	}

	private static RunningSubscription get(Map<SubscriptionKey, RunningSubscription> running, SubscriptionKey key) {
		return Objects.requireNonNull(running.get(key));
	}

	private void register(RunningSubscription subscription) {
		if (!this.registered.contains(subscription.key())) {
			if (!this.lanes.register(subscription.key(), subscription.configuredLanes())) {
				this.reconfigured.add(subscription);
			}
			this.registered.add(subscription.key());
		}
	}

	/**
	 * Changes the numbers of lanes that differ from the configuration. This may wait for
	 * batches in progress.
	 */
	private boolean configure(Map<SubscriptionKey, List<LaneState>> stored) {
		boolean changed = false;
		for (RunningSubscription subscription : List.copyOf(this.reconfigured)) {
			// lanes that stand because the appends apply the events are changed later
			if (stored.getOrDefault(subscription.key(), List.of()).stream().noneMatch(LaneState::joined)) {
				changed |= configure(subscription);
			}
		}
		return changed;
	}

	private boolean configure(RunningSubscription subscription) {
		try {
			this.lanes.configure(subscription.key(), subscription.configuredLanes());
			this.reconfigured.remove(subscription);
			return true;
		}
		catch (RuntimeException ex) {
			// a batch may take longer than the lock timeout
			logger.info("The number of lanes of {} cannot be changed to {} now, and is retried: {}", subscription.key(),
					subscription.configuredLanes(), FailureDescription.of(ex));
			return false;
		}
	}

	/**
	 * Renews the claims and the registration of this node after a third of the lease, or
	 * when the subscriptions that it can run have changed.
	 */
	private void renew(Collection<RunningSubscription> subscriptions) {
		List<SubscriptionKey> keys = subscriptions.stream().map(RunningSubscription::key).toList();
		List<LaneKey> unusable = subscriptions.stream()
			.flatMap((subscription) -> subscription.unusableLanes(this.lanes.lease()).stream())
			.toList();
		Registration registration = new Registration(keys, unusable);
		long now = System.nanoTime();
		if (!registration.equals(this.renewed) || now - this.renewedAt > this.lanes.lease().toNanos() / 3) {
			this.lanes.renew(this.node, keys, unusable,
					subscriptions.stream()
						.flatMap((subscription) -> subscription.claims(this.lanes.lease()).stream())
						.toList());
			this.renewed = registration;
			this.renewedAt = now;
		}
	}

	/**
	 * Runs a lane that is claimed by this node but does not run, because the answer to
	 * the claim was lost; releases it if this node cannot run it.
	 */
	private void adopt(LaneState stored, RunningSubscription subscription) {
		RunningLane lane = subscription.lane(stored.key());
		if (stored.isOwnedBy(this.node) && !lane.isRunning()) {
			run(stored.fence(), subscription);
		}
	}

	private void run(Fence fence, RunningSubscription subscription) {
		if (!subscription.run(fence)) {
			this.lanes.release(fence);
		}
	}

	private void carryOut(LanePlan plan, Map<SubscriptionKey, RunningSubscription> running) {
		plan.releases().forEach((lane) -> get(running, lane.subscription()).lane(lane).yieldClaim());
		if (!plan.claims().isEmpty()) {
			claim(plan.claims(), running);
		}
	}

	private void claim(List<LaneKey> wanted, Map<SubscriptionKey, RunningSubscription> running) {
		Set<LaneKey> refused = new HashSet<>(wanted);
		for (Fence fence : this.lanes.claim(this.node, wanted)) {
			refused.remove(fence.lane());
			run(fence, get(running, fence.lane().subscription()));
		}
		refused.forEach((lane) -> get(running, lane.subscription()).lane(lane).claimRefused());
	}

	private boolean completeChanges(Map<SubscriptionKey, List<LaneState>> stored) {
		boolean changed = false;
		for (Map.Entry<SubscriptionKey, List<LaneState>> entry : stored.entrySet()) {
			if (entry.getValue().stream().allMatch(LaneState::hasStopped)) {
				changed |= this.lanes.completeChange(entry.getKey());
			}
		}
		return changed;
	}

	/**
	 * Removes this node, so that other nodes do not wait for the end of its lease.
	 */
	void leave() {
		try {
			this.lanes.leave(this.node);
		}
		catch (Throwable ex) {
			logger.debug("Node {} could not be removed: {}", this.node, FailureDescription.of(ex));
		}
	}

	private void failed(Throwable cause) {
		if (!this.failing) {
			this.failing = true;
			logger.warn("Lanes cannot be claimed or renewed, and are retried: {}", FailureDescription.of(cause));
		}
	}

	private void recovered() {
		if (this.failing) {
			this.failing = false;
			logger.info("Lanes can be claimed and renewed again");
		}
	}

	/**
	 * What is registered for this node.
	 */
	private record Registration(List<SubscriptionKey> subscriptions, List<LaneKey> unusable) {

	}

}
