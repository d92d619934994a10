package dev.sourcery.subscription.torture;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.tail.EventSource;
import org.awaitility.Awaitility;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A process that runs a projection, changes the number of its lanes on request, and
 * suspends itself at one step of the change.
 */
final class SuspendingNode {

	static final Duration LEASE = Duration.ofSeconds(1);

	static final SubscriptionKey KEY = new SubscriptionKey("journal", 1);

	static final SubscriptionSettings SETTINGS = new SubscriptionSettings(20, Duration.ofMillis(50),
			Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(5));

	private SuspendingNode() {
	}

	static void createTables(JdbcTemplate jdbc) {
		jdbc.execute(
				"""
						create table journal (id bigint generated always as identity, stream text, position bigint, node bigint);
						create table change_now (lanes integer);
						create table suspended (step text);
						""");
	}

	public static void main(String[] arguments) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(arguments[0]);
		pool.setUsername(arguments[1]);
		pool.setPassword(arguments[2]);
		pool.setConnectionTimeout(2000);
		Suspension suspension = new Suspension(Suspension.Step.valueOf(arguments[3]), new JdbcTemplate(pool));
		SuspendingDataSource database = new SuspendingDataSource(pool, suspension);
		JdbcTransactionManager transactions = new JdbcTransactionManager(database);
		JdbcEventStore store = new JdbcEventStore(database, transactions,
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
		JdbcCheckpoints checkpoints = new JdbcCheckpoints(database, transactions, StoreDatabase.SCHEMA, LEASE);
		new RunningSubscription(ProjectionDefinition.of(new Journal(new JdbcTemplate(database)), store.types()),
				new SubscriptionRuntime(EventSource.of(store), checkpoints, SETTINGS))
			.start();
		checkpoints.lanes().change(KEY, awaitRequest(new JdbcTemplate(pool)));
		suspension.reached(Suspension.Step.BEGUN);
	}

	private static int awaitRequest(JdbcTemplate jdbc) {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(5))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> jdbc.queryForList("select lanes from change_now", Integer.class), (lanes) -> !lanes.isEmpty())
			.get(0);
	}

	@Projection(value = "journal", lanes = 2)
	record Journal(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.jdbc.update("insert into journal (stream, position, node) values (?, ?, ?)", event.stream().id(),
					event.position().value(), ProcessHandle.current().pid());
		}

	}

}
