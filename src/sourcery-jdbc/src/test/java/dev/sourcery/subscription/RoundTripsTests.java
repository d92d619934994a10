package dev.sourcery.subscription;

import java.time.Duration;
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

	private Projections node(Object... projections) {
		JdbcTransactionManager transactionManager = new JdbcTransactionManager(this.roundTrips);
		return this.nodes.create(
				new JdbcEventStore(this.roundTrips, transactionManager,
						new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA),
				new JdbcCheckpoints(this.roundTrips, transactionManager, StoreDatabase.SCHEMA),
				SubscriptionSettings.standard(), projections);
	}

	@Test
	void aBatchTakesFourRoundTripsWithOneStatementOfItsHandler() throws Exception {
		JdbcEventStore store = this.database.store();
		for (int i = 0; i < EVENTS; i += 1000) {
			append(store, "s", IntStream.range(i, i + 1000).mapToObj(Integer::toString).toArray(String[]::new));
		}
		Commit last = append(store, "s", "last");
		this.database.jdbc().execute("create table texts (text text primary key, number bigint not null)");
		Batched batched = new Batched(this.roundTrips);
		Projections node = node(batched);
		node.start();
		node.await("batched", last.token().orElseThrow(), Nodes.LONG);

		assertThat(this.database.jdbc().queryForObject("select sum(number) from texts", Long.class))
			.isEqualTo(EVENTS + 1);
		assertThat(batched.before).hasSizeGreaterThan(5);
		List<Long> ofBatches = IntStream.range(1, batched.before.size())
			.mapToObj((i) -> batched.before.get(i) - batched.before.get(i - 1))
			.toList();
		assertThat(ofBatches).as("to read, to move the checkpoint, to write the rows, to commit")
			.allMatch((count) -> count <= 4);
	}

	/**
	 * A measurement: the statements of a node whose projections have nothing to do.
	 */
	@Test
	void anIdleNodeSendsFewStatements() throws Exception {
		Commit last = append(this.database.store(), "s", "1");
		Projections node = node(new One(), new Two(), new Three(), new Four(), new Five(), new Six(), new Seven(),
				new Eight());
		node.start();
		node.await("eight", last.token().orElseThrow(), Nodes.LONG);
		countFor(Duration.ofSeconds(2));
		System.out.printf("An idle node with 8 projections: %.1f round trips per second%n",
				countFor(Duration.ofSeconds(5)));
	}

	private double countFor(Duration time) {
		long before = this.roundTrips.total();
		long start = System.nanoTime();
		Awaitility.await().atMost(Nodes.LONG).until(() -> System.nanoTime() - start >= time.toNanos());
		return (this.roundTrips.total() - before) * 1e9 / (System.nanoTime() - start);
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
			this.before.add(this.roundTrips.ofThisThread());
			TABLE.upsert(this.jdbc,
					events.stream().map((event) -> new Object[] { event.payload().text(), 1 }).toList());
		}

	}

	abstract static class Idle {

		@EventHandler
		void on(Happened event) {
			// a projection with its own checkpoint
		}

	}

	@Projection("one")
	static class One extends Idle {

	}

	@Projection("two")
	static class Two extends Idle {

	}

	@Projection("three")
	static class Three extends Idle {

	}

	@Projection("four")
	static class Four extends Idle {

	}

	@Projection("five")
	static class Five extends Idle {

	}

	@Projection("six")
	static class Six extends Idle {

	}

	@Projection("seven")
	static class Seven extends Idle {

	}

	@Projection("eight")
	static class Eight extends Idle {

	}

}
