package dev.sourcery.subscription;

import java.util.concurrent.ThreadFactory;

import dev.sourcery.tail.EventSource;

/**
 * The objects that all subscriptions of a node share.
 *
 * @since 0.1
 * @param source the store that the events are read from
 * @param lanes assigns lanes to nodes
 * @param checkpoints stores checkpoints
 * @param settings the settings of all subscriptions
 * @param threads creates one thread for each lane; the lane sets the name of the thread
 */
public record SubscriptionRuntime(EventSource source, Lanes lanes, Checkpoints checkpoints,
		SubscriptionSettings settings, ThreadFactory threads) {

	/**
	 * Creates a runtime in which each node processes all lanes, with platform threads.
	 * @param source the store that the events are read from
	 * @param checkpoints stores checkpoints
	 * @param settings the settings of all subscriptions
	 */
	public SubscriptionRuntime(EventSource source, Checkpoints checkpoints, SubscriptionSettings settings) {
		this(source, Lanes.shared(), checkpoints, settings, Thread::new);
	}

}
