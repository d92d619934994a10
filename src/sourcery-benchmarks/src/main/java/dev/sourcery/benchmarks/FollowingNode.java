package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.sourcery.store.EventStore;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;

import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A node with subscriptions that follow the events appended from now on.
 */
final class FollowingNode implements AutoCloseable {

	private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

	private final List<Follower> followers;

	private final List<RunningSubscription> running;

	private FollowingNode(List<Follower> followers, List<RunningSubscription> running) {
		this.followers = followers;
		this.running = running;
	}

	static FollowingNode start(Database database, EventStore store, CommitBroadcast broadcast, int subscriptions) {
		List<Follower> followers = IntStream.range(0, subscriptions)
			.mapToObj((number) -> new Follower("follower-" + number))
			.toList();
		String schema = database.sourcery().schema();
		Node.forget(database);
		followers.forEach((follower) -> database.jdbc().update("""
				insert into %1$s.subscription_lanes (name, subscription_version, lane, position)
				values (?, 1, 0, (select case when is_called then last_value else 0 end from %1$s.event_position))
				""".formatted(schema), follower.key().name()));
		SubscriptionRuntime runtime = new SubscriptionRuntime(EventSource.of(store),
				new JdbcCheckpoints(database.dataSource(), new JdbcTransactionManager(database.dataSource()), schema),
				SubscriptionSettings.standard(), broadcast);
		List<RunningSubscription> running = followers.stream()
			.map((follower) -> new RunningSubscription(follower, runtime))
			.toList();
		running.forEach(RunningSubscription::start);
		return new FollowingNode(followers, running);
	}

	Follower follower(int number) {
		return this.followers.get(number);
	}

	/**
	 * Waits until all subscriptions have handled a number of events.
	 */
	void await(int events) {
		long end = System.nanoTime() + PATIENCE;
		while (this.followers.stream().anyMatch((follower) -> follower.handled() < events)) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException("The events were not handled");
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
	}

	@Override
	public void close() {
		this.running.forEach(RunningSubscription::beginStop);
		this.running.forEach(RunningSubscription::awaitStop);
	}

}
