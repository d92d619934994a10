package dev.sourcery.subscription;

import java.util.Optional;
import java.util.concurrent.ThreadFactory;

import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.SharedTail;

/**
 * The objects that all subscriptions of a node share. Thread-safe.
 *
 * @since 0.1
 */
public final class SubscriptionRuntime {

	private final EventSource source;

	private final Lanes lanes;

	private final Checkpoints checkpoints;

	private final SubscriptionVersions versions;

	private final Optional<SubscriptionModes> modes;

	private final SubscriptionSettings settings;

	private final ThreadFactory threads;

	private final LaneCoordinator coordinator;

	private final ConnectionLimit connections;

	private final Prefetcher prefetcher;

	private final SharedTail tail;

	/**
	 * Creates a runtime with platform threads, which does not notify other nodes of
	 * commits.
	 * @param source the store that the events are read from
	 * @param checkpoints stores checkpoints
	 * @param settings the settings of all subscriptions
	 */
	public SubscriptionRuntime(EventSource source, Checkpoints checkpoints, SubscriptionSettings settings) {
		this(source, checkpoints, settings, CommitBroadcast.none());
	}

	/**
	 * Creates a runtime with platform threads.
	 * @param source the store that the events are read from
	 * @param checkpoints stores checkpoints
	 * @param settings the settings of all subscriptions
	 * @param broadcast notifies other nodes of commits while subscriptions run
	 */
	public SubscriptionRuntime(EventSource source, Checkpoints checkpoints, SubscriptionSettings settings,
			CommitBroadcast broadcast) {
		this(source, checkpoints.lanes(), checkpoints, settings, broadcast, SubscriptionRuntime::platformThread);
	}

	/**
	 * Creates a runtime.
	 * @param source the store that the events are read from
	 * @param lanes assigns lanes to nodes
	 * @param checkpoints stores checkpoints
	 * @param settings the settings of all subscriptions
	 * @param broadcast notifies other nodes of commits while subscriptions run
	 * @param threads creates one thread for each lane that runs on this node, and one
	 * that claims lanes; the runtime sets the names of the threads
	 */
	public SubscriptionRuntime(EventSource source, Lanes lanes, Checkpoints checkpoints, SubscriptionSettings settings,
			CommitBroadcast broadcast, ThreadFactory threads) {
		this.source = source;
		this.lanes = lanes;
		this.checkpoints = checkpoints;
		this.versions = checkpoints.versions();
		this.modes = checkpoints.modes();
		this.settings = settings;
		this.threads = threads;
		this.connections = new ConnectionLimit(settings.maxConnections());
		this.prefetcher = new Prefetcher(this.connections, threads);
		this.tail = new SharedTail(source.tail(), this.prefetcher);
		this.coordinator = new LaneCoordinator(lanes, NodeName.create(), threads,
				new CommitNews(source.hooks(), broadcast), this.tail, checkpoints.operator());
	}

	// the threads keep the process alive, whichever thread creates them
	private static Thread platformThread(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(false);
		return thread;
	}

	/**
	 * Returns the store that the events are read from.
	 * @return the store
	 */
	public EventSource source() {
		return this.source;
	}

	/**
	 * Returns how many lanes use a connection, and how many wait for one.
	 * @return the use of connections
	 */
	public ConnectionUse connectionUse() {
		return this.connections.use();
	}

	Lanes lanes() {
		return this.lanes;
	}

	SharedTail tail() {
		return this.tail;
	}

	/**
	 * Returns the stored versions of all subscriptions.
	 * @return the versions
	 */
	public SubscriptionVersions versions() {
		return this.versions;
	}

	/**
	 * Returns the stored modes of all subscriptions.
	 * @return the modes, empty if they are not stored
	 */
	public Optional<SubscriptionModes> modes() {
		return this.modes;
	}

	/**
	 * Returns the name of this node.
	 * @return the name
	 */
	public String node() {
		return this.coordinator.node();
	}

	/**
	 * Returns the factory of the threads of the runtime.
	 * @return the factory
	 */
	public ThreadFactory threads() {
		return this.threads;
	}

	ConnectionLimit connections() {
		return this.connections;
	}

	/**
	 * Ends the threads that the lanes share, if no subscription is started.
	 */
	void awaitStop() {
		if (this.coordinator.awaitStop(this.settings.stopTimeout())) {
			this.prefetcher.end(this.settings.stopTimeout());
		}
	}

	Checkpoints checkpoints() {
		return this.checkpoints;
	}

	/**
	 * Returns the settings of all subscriptions.
	 * @return the settings
	 */
	public SubscriptionSettings settings() {
		return this.settings;
	}

	LaneCoordinator coordinator() {
		return this.coordinator;
	}

}
