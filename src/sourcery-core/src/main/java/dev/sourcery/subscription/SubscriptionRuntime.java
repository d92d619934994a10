package dev.sourcery.subscription;

import java.util.concurrent.ThreadFactory;

import dev.sourcery.tail.EventSource;

/**
 * What all subscriptions of a node share.
 *
 * @param source the store that events come from
 * @param lanes assigns lanes to nodes
 * @param checkpoints stores checkpoints
 * @param settings the settings of all subscriptions
 * @param threads creates one thread for each lane; the lane names it
 */
public record SubscriptionRuntime(EventSource source, Lanes lanes, Checkpoints checkpoints,
		SubscriptionSettings settings, ThreadFactory threads) {

	/**
	 * A runtime in which every node works on every lane, with platform threads.
	 * @param source the store that events come from
	 * @param checkpoints stores checkpoints
	 * @param settings the settings of all subscriptions
	 */
	public SubscriptionRuntime(EventSource source, Checkpoints checkpoints, SubscriptionSettings settings) {
		this(source, Lanes.shared(), checkpoints, settings, Thread::new);
	}

}
