package dev.sourcery.subscription;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.jdbc.UpsertTable;
import dev.sourcery.store.Commit;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.RoundTrips;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

class RoundTripsTests {

	private static final int EVENTS = 5000;

	private final StoreDatabase database = new StoreDatabase();

	private final Nodes nodes = new Nodes(this.database);

	private final RoundTrips roundTrips = new RoundTrips(this.database.dataSource());

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	private final JdbcTransactionManager transactionManager = new JdbcTransactionManager(this.roundTrips);

	private final JdbcEventStore store = new JdbcEventStore(this.roundTrips, this.transactionManager,
			new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);

	private Projections node(Object... projections) {
		return this.nodes.create(this.store,
				new JdbcCheckpoints(this.roundTrips, this.transactionManager, StoreDatabase.SCHEMA),
				SubscriptionSettings.standard(), projections);
	}

	@Test
	void aBatchTakesFourRoundTripsWithOneStatementOfItsHandler() throws Exception {
		for (int i = 0; i < EVENTS; i += 1000) {
			append(this.store, "s", IntStream.range(i, i + 1000).mapToObj(Integer::toString).toArray(String[]::new));
		}
		Commit last = append(this.store, "s", "last");
		this.database.jdbc().execute("create table texts (text text primary key, number bigint not null)");
		Batched batched = new Batched(this.roundTrips);
		Projections node = node(batched);
		node.start();
		node.await("batched", last.token().orElseThrow(), Nodes.LONG);

		assertThat(this.database.jdbc().queryForObject("select sum(number) from texts", Long.class))
			.isEqualTo(EVENTS + 1);
		// the next page may be read before
		int batches = batched.before.size() - 1;
		assertThat(batches).isGreaterThan(5);
		assertThat(batched.before.get(batches) - batched.before.get(0))
			.as("to read, to move the checkpoint, to write the rows, to commit; of %d batches", batches)
			.isLessThanOrEqualTo(4L * batches + 1);
	}

	@Test
	void aNewEventIsHandledInThreeRoundTrips() {
		Live live = new Live(this.roundTrips);
		Projections node = node(live);
		node.start();
		// not if the node looks at an interval meanwhile, or checks for large events
		Awaitility.await()
			.untilAsserted(() -> assertThat(roundTripsOfOneEvent(node, live))
				.as("to look and read, to move the checkpoint, to commit")
				.isEqualTo(3));
	}

	private long roundTripsOfOneEvent(Projections node, Live live) throws InterruptedException {
		long before = this.roundTrips.ofThreads("sourcery-projection");
		node.await("live", append(this.store, "s", "event").token().orElseThrow(), Nodes.LONG);
		return live.committed - before;
	}

	@Projection("live")
	static class Live {

		private final RoundTrips roundTrips;

		private volatile long committed;

		Live(RoundTrips roundTrips) {
			this.roundTrips = roundTrips;
		}

		@EventHandler
		void on(Happened event) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					Live.this.committed = Live.this.roundTrips.ofThreads("sourcery-projection");
				}
			});
		}

	}

	@Projection("batched")
	static class Batched {

		private static final UpsertTable TABLE = UpsertTable.of("texts").key("text").sum("number");

		private final List<Long> before = new CopyOnWriteArrayList<>();

		private final RoundTrips roundTrips;

		private final JdbcTemplate jdbc;

		Batched(RoundTrips roundTrips) {
			this.roundTrips = roundTrips;
			this.jdbc = new JdbcTemplate(roundTrips);
		}

		@EventHandler
		void on(List<RecordedEvent<Happened>> events) {
			this.before.add(this.roundTrips.ofThreads("sourcery-projection", "sourcery-prefetch"));
			TABLE.upsert(this.jdbc,
					events.stream().map((event) -> new Object[] { event.payload().text(), 1 }).toList());
		}

	}

}
