package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Assigns lanes to nodes. A node claims a lane for the duration of a lease and renews its
 * claims; when a node ends without releasing them, other nodes can claim its lanes as
 * soon as the leases have expired. Only the clock of the store counts, never that of a
 * node. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface Lanes {

	/**
	 * The duration of a claim that is not renewed.
	 * @return the duration
	 */
	Duration lease();

	/**
	 * Stores the lanes of a new subscription, with checkpoints at the start.
	 * @param subscription the subscription
	 * @param lanes the configured number of lanes
	 * @return {@code false} if the subscription exists and was configured with another
	 * number of lanes
	 */
	boolean register(SubscriptionKey subscription, int lanes);

	/**
	 * Registers a node and the subscriptions that it runs, and renews claims. Claims that
	 * have been lost are passed by.
	 * @param node the name of the node
	 * @param subscriptions the subscriptions
	 * @param unusable lanes of these subscriptions that the node cannot run now
	 * @param claims the fences of the claims
	 */
	void renew(String node, Collection<SubscriptionKey> subscriptions, Collection<LaneKey> unusable,
			Collection<Fence> claims);

	/**
	 * Returns the lanes of subscriptions, all of one moment.
	 * @param subscriptions the subscriptions
	 * @return the lanes, ordered by subscription and number
	 */
	List<LaneState> find(Collection<SubscriptionKey> subscriptions);

	/**
	 * Claims lanes. Lanes that another node has claimed, or that are paused, are left
	 * out.
	 * @param node the name of the node
	 * @param lanes the lanes
	 * @return the fences of the claims that succeeded, with the number of lanes that the
	 * subscription has in that moment
	 */
	List<Fence> claim(String node, Collection<LaneKey> lanes);

	/**
	 * Returns whether the node that has claimed a lane is alive and no event of the lane
	 * has failed: if the claim has expired, a handler does not return.
	 * @param lane the lane
	 * @return whether there is such a node
	 */
	default boolean hasLiveOwner(LaneKey lane) {
		return false;
	}

	/**
	 * Releases a claim, so that another node can claim the lane immediately.
	 * @param fence the fence of the claim
	 */
	void release(Fence fence);

	/**
	 * Removes a node.
	 * @param node the name of the node
	 */
	void leave(String node);

	/**
	 * Changes the number of lanes of a subscription as {@link #change} does, and stores
	 * it as the configured number.
	 * @param subscription the subscription
	 * @param lanes the configured number of lanes
	 */
	void configure(SubscriptionKey subscription, int lanes);

	/**
	 * Changes the number of lanes of a subscription. All lanes stop at one position;
	 * {@link #completeChange(SubscriptionKey)} replaces them when they have reached it.
	 * @param subscription the subscription
	 * @param lanes the new number of lanes
	 */
	void change(SubscriptionKey subscription, int lanes);

	/**
	 * Changes the number of lanes as {@link #change(SubscriptionKey, int)} does.
	 * @param subscription the subscription
	 * @param lanes the new number of lanes
	 * @param within further work of the same transaction
	 */
	default void change(SubscriptionKey subscription, int lanes, Runnable within) {
		change(subscription, lanes);
		within.run();
	}

	/**
	 * Replaces the lanes of a subscription if all of them have reached the position at
	 * which they stop for a change.
	 * @param subscription the subscription
	 * @return whether the lanes were replaced
	 */
	boolean completeChange(SubscriptionKey subscription);

	/**
	 * Returns lanes that are not shared with other nodes: each node claims all lanes, and
	 * for each batch the lock on the checkpoint decides which node runs it.
	 * @return the lanes, for one node
	 */
	static Lanes local() {
		return new LocalLanes();
	}

}
