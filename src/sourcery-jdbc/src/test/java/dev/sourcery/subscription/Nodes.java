package dev.sourcery.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.jdbc.StoreDatabase;

/**
 * Nodes that run projections on one database, each with a store of its own. Closing stops
 * them all.
 */
final class Nodes implements AutoCloseable {

	static final Duration LONG = Duration.ofSeconds(30);

	static final SubscriptionSettings SETTINGS = new SubscriptionSettings(100, Duration.ofMillis(50),
			Duration.ofMillis(10), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10));

	private final StoreDatabase database;

	private final List<Projections> started = new ArrayList<>();

	Nodes(StoreDatabase database) {
		this.database = database;
	}

	Projections start(Object... projections) {
		Projections node = create(SETTINGS, projections);
		node.start();
		return node;
	}

	/**
	 * Creates a node that has not been started.
	 */
	Projections create(SubscriptionSettings settings, Object... projections) {
		return create(this.database.store(), this.database.checkpoints(), settings, projections);
	}

	Projections create(EventStore store, Checkpoints checkpoints, SubscriptionSettings settings,
			Object... projections) {
		Projections node = new Projections(
				Stream.of(projections).map((projection) -> ProjectionDefinition.of(projection, store.types())).toList(),
				store, checkpoints, settings);
		this.started.add(node);
		return node;
	}

	void closeAtTheEnd(Projections node) {
		this.started.add(node);
	}

	@Override
	public void close() {
		this.started.forEach(Projections::stop);
	}

}
