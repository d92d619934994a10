package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
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

	private final JdbcEventStore store;

	private final Projections projections;

	private Node(JdbcEventStore store, Projections projections) {
		this.store = store;
		this.projections = projections;
		this.projections.start();
	}

	/**
	 * Starts projections at the first event, as new ones.
	 * @param batchSize maximum number of events of a batch
	 */
	static Node start(Database database, int batchSize, ProjectionDefinition... projections) {
		forget(database);
		return start(database, Stores.standard(database), batchSize, CommitBroadcast.none(), projections);
	}

	static void forget(Database database) {
		database.jdbc().update("delete from " + database.sourcery().schema() + ".subscription_lanes");
	}

	static Node start(Database database, JdbcEventStore store, int batchSize, CommitBroadcast broadcast,
			ProjectionDefinition... projections) {
		Checkpoints checkpoints = new JdbcCheckpoints(database.dataSource(),
				new JdbcTransactionManager(database.dataSource()), database.sourcery().schema());
		return new Node(store, new Projections(List.of(projections),
				new SubscriptionRuntime(EventSource.of(store), checkpoints, settings(batchSize), broadcast)));
	}

	private static SubscriptionSettings settings(int batchSize) {
		return new SubscriptionSettings(batchSize, Duration.ofMillis(250), Duration.ofSeconds(30),
				Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(10));
	}

	static ProjectionDefinition definition(Database database, Object projection) {
		return ProjectionDefinition.of(projection, Stores.standard(database).types());
	}

	JdbcEventStore store() {
		return this.store;
	}

	/**
	 * Returns a token for all events.
	 */
	ConsistencyToken lastToken() {
		return new ConsistencyToken(this.store.lastPosition(new Position(Long.MAX_VALUE)));
	}

	Projections projections() {
		return this.projections;
	}

	@Override
	public void close() {
		this.projections.stop();
	}

}
