package dev.sourcery.subscription;

import java.nio.file.Path;
import java.util.List;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.tail.EventSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes whose connections lead through PgBouncer in transaction mode, where two
 * transactions of one connection may run in different sessions.
 */
class LanesThroughPoolerTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private PgBouncer pooler;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.jdbc.execute("create table journal (id bigint generated always as identity, stream text, version bigint)");
		this.pooler = PgBouncer.start(this.database.database(), "transaction", directory);
	}

	@AfterEach
	void close() {
		if (this.pooler != null) {
			this.pooler.close();
		}
		this.database.close();
	}

	@Test
	void lanesAreClaimedHandedOverAndFenced() throws Exception {
		try (Node one = new Node(); Node two = new Node()) {
			one.projections.start();
			two.projections.start();
			awaitOwners(2);
			for (int i = 0; i < 50; i++) {
				append(one.store, "s" + (i % 7), "one");
				append(two.store, "s" + (i % 5), "two");
			}
			two.projections.stop();
			awaitOwners(1);
			one.projections.changeLanes("pooled", 3);
			ConsistencyToken token = append(two.store, "s0", "last").token().orElseThrow();
			one.projections.await("pooled", token, Nodes.LONG);
		}
		assertThat(this.jdbc.queryForObject("select count(*) from journal", Long.class)).isEqualTo(101);
		assertThat(this.jdbc.queryForList("""
				select stream
				from (select stream, version - lag(version, 1, 0::bigint) over (partition by stream order by id) as step
				      from journal) as steps
				where step <> 1
				""", String.class)).as("streams out of order").isEmpty();
	}

	private void awaitOwners(int owners) {
		Awaitility.await().until(() -> this.jdbc.queryForObject("""
				select count(distinct owner) from sourcery.subscription_lanes where lease_until > clock_timestamp()
				""", Integer.class) == owners);
	}

	private final class Node implements AutoCloseable {

		private final HikariDataSource pool;

		private final JdbcEventStore store;

		private final Projections projections;

		Node() {
			LanesThroughPoolerTests test = LanesThroughPoolerTests.this;
			PGSimpleDataSource dataSource = (PGSimpleDataSource) test.pooler.dataSource(test.database.database());
			// this version of PgBouncer does not know prepared statements of transactions
			dataSource.setPrepareThreshold(0);
			HikariConfig config = new HikariConfig();
			config.setDataSource(dataSource);
			config.setMaximumPoolSize(8);
			config.setMinimumIdle(0);
			this.pool = new HikariDataSource(config);
			JdbcTransactionManager transactionManager = new JdbcTransactionManager(this.pool);
			this.store = new JdbcEventStore(this.pool, transactionManager,
					new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
			JdbcCheckpoints checkpoints = new JdbcCheckpoints(this.pool, transactionManager, StoreDatabase.SCHEMA);
			this.projections = new Projections(
					List.of(ProjectionDefinition.of(new Pooled(new JdbcTemplate(this.pool)), this.store.types())),
					new SubscriptionRuntime(EventSource.of(this.store), checkpoints, Nodes.SETTINGS,
							new JdbcCommitBroadcast(this.pool, StoreDatabase.SCHEMA)));
		}

		@Override
		public void close() {
			this.projections.stop();
			this.pool.close();
		}

	}

	@Projection(value = "pooled", lanes = 4)
	private record Pooled(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.jdbc.update("insert into journal (stream, version) values (?, ?)", event.stream().id(),
					event.version());
		}

	}

}
