package dev.sourcery.subscription;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StatementLog;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

class BatchStatementsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final Nodes nodes = new Nodes(this.database);

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@Test
	void aBatchTakesOneStatementOnItsCheckpointAndBatchesGrow() throws Exception {
		JdbcEventStore store = this.database.store();
		append(store, "s", IntStream.range(0, 999).mapToObj(Integer::toString).toArray(String[]::new));
		Commit commit = append(store, "s", "last");
		StatementLog counting = new StatementLog(this.database.dataSource());
		JdbcCheckpoints checkpoints = new JdbcCheckpoints(counting, new JdbcTransactionManager(counting),
				StoreDatabase.SCHEMA);
		Sizes sizes = new Sizes();
		Projections node = this.nodes.create(store, checkpoints, SubscriptionSettings.standard(), sizes);
		node.start();
		node.await("sizes", commit.token().orElseThrow(), Nodes.LONG);
		node.stop();

		assertThat(sizes.seen.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1000);
		assertThat(sizes.seen).as("each twice as large as the one before").startsWith(32, 64, 128, 256);
		assertThat(counting.statements().stream().filter((sql) -> sql.contains("set position")))
			.hasSize(sizes.seen.size());
		assertThat(counting.statements()
			.stream()
			.filter((sql) -> sql.contains("for no key update") && !sql.contains("set owner")
					&& !sql.contains("subscription_nodes")))
			.as("no lock but those of the claims")
			.hasSize(sizes.seen.size());
	}

	@Test
	void theSettledPositionIsLookedForOnlyWhenTheKnownOneIsUsedUp() throws Exception {
		JdbcEventStore filling = this.database.store();
		append(filling, "s", IntStream.range(0, 999).mapToObj(Integer::toString).toArray(String[]::new));
		Commit commit = append(filling, "s", "last");
		StatementLog log = new StatementLog(this.database.dataSource());
		JdbcEventStore store = new JdbcEventStore(log, new JdbcTransactionManager(log),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
		Looks looks = new Looks(log);
		Projections node = this.nodes.create(store, this.database.checkpoints(), SubscriptionSettings.standard(),
				looks);
		node.start();
		node.await("looks", commit.token().orElseThrow(), Nodes.LONG);
		node.stop();
		assertThat(looks.seen).as("looks before each batch")
			.hasSizeGreaterThan(4)
			.allMatch((count) -> count.equals(looks.seen.get(0)));
	}

	@Projection("looks")
	static class Looks {

		private final StatementLog log;

		private final List<Long> seen = new CopyOnWriteArrayList<>();

		Looks(StatementLog log) {
			this.log = log;
		}

		@EventHandler
		void on(List<Happened> events) {
			this.seen.add(this.log.statements().stream().filter((sql) -> sql.contains("pg_is_in_recovery")).count());
		}

	}

	@Test
	void aBatchThatIsTooMuchForTheMemoryIsHalvedUntilItIsNot() throws Exception {
		JdbcEventStore store = this.database.store();
		append(store, "s", IntStream.range(0, 99).mapToObj(Integer::toString).toArray(String[]::new));
		Commit commit = append(store, "s", "last");
		Sizes sizes = new Sizes();
		sizes.memory.set(3);
		Projections node = this.nodes.start(sizes);
		node.await("sizes", commit.token().orElseThrow(), Nodes.LONG);
		assertThat(sizes.seen).allMatch((size) -> size <= 3);
		assertThat(sizes.seen.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
		assertThat(sizes.failures).as("32, 16, 8, 4").hasValue(4);
	}

	@Projection("sizes")
	static class Sizes {

		private final List<Integer> seen = new CopyOnWriteArrayList<>();

		private final AtomicInteger memory = new AtomicInteger(Integer.MAX_VALUE);

		private final AtomicInteger failures = new AtomicInteger();

		@EventHandler
		void on(List<Happened> events) {
			if (events.size() > this.memory.get()) {
				this.failures.incrementAndGet();
				throw new OutOfMemoryError("as if");
			}
			this.seen.add(events.size());
		}

	}

}
