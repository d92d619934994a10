package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.EventStore;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;

import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A node that runs projections on the store under test.
 */
final class Node implements AutoCloseable {

	private final EventStore store;

	private final Projections projections;

	private Node(EventStore store, Projections projections) {
		this.store = store;
		this.projections = projections;
		this.projections.start();
	}

	/**
	 * Starts projections at the first event, as new ones.
	 * @param batchSize maximum number of events of a batch
	 */
	static Node start(Database database, int batchSize, Object... projections) {
		forget(database);
		return start(database, Stores.standard(database), batchSize, CommitBroadcast.none(), projections);
	}

	static void forget(Database database) {
		database.jdbc().update("delete from " + database.sourcery().schema() + ".subscription_lanes");
	}

	static Node start(Database database, EventStore store, int batchSize, CommitBroadcast broadcast,
			Object... projections) {
		Checkpoints checkpoints = new JdbcCheckpoints(database.dataSource(),
				new JdbcTransactionManager(database.dataSource()), database.sourcery().schema());
		List<ProjectionDefinition> definitions = Stream.of(projections)
			.map((projection) -> ProjectionDefinition.of(projection, store.types()))
			.toList();
		return new Node(store, new Projections(definitions,
				new SubscriptionRuntime(EventSource.of(store), checkpoints, settings(batchSize), broadcast)));
	}

	private static SubscriptionSettings settings(int batchSize) {
		return new SubscriptionSettings(batchSize, Duration.ofMillis(250), Duration.ofSeconds(30),
				Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(10));
	}

	EventStore store() {
		return this.store;
	}

	Projections projections() {
		return this.projections;
	}

	@Override
	public void close() {
		this.projections.stop();
	}

}
