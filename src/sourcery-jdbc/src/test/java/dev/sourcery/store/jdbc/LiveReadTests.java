package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.EventTail;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SettledPosition;
import dev.sourcery.tail.SharedTail;
import dev.sourcery.tail.TailBatch;
import dev.sourcery.tail.TailReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static dev.sourcery.store.jdbc.StoreDatabase.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Events that a reader at the end of the store reads together with the settled position.
 */
class LiveReadTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore writing = this.database.store();

	private final Caller caller = new Caller(this.database.transactionManager());

	private final RoundTrips roundTrips = new RoundTrips(this.database.dataSource());

	private final JdbcEventStore store = store(this.roundTrips);

	private final SharedTail tail = new SharedTail(this.store);

	private final TailReader reader = this.tail.reader(Set.of("thing.happened"), false);

	private Position position = Position.START;

	private ServerIncarnation incarnation = new ServerIncarnation("");

	private final List<String> read = new ArrayList<>();

	private static JdbcEventStore store(DataSource dataSource) {
		return new JdbcEventStore(dataSource, new JdbcTransactionManager(dataSource),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
	}

	@AfterEach
	void close() {
		this.caller.close();
		this.database.close();
	}

	private TailBatch read() {
		this.tail.signalled();
		TailBatch batch = this.reader.read(this.position, this.incarnation, 100, null, Duration.ofSeconds(10));
		this.position = batch.reached();
		this.incarnation = batch.incarnation();
		this.read.addAll(texts(batch.events()));
		return batch;
	}

	private void catchUp() {
		while (read().stoppedBy() != TailBatch.StoppedBy.SETTLED) {
			// there may be more
		}
	}

	private long roundTripsOf(Runnable work) {
		long before = this.roundTrips.ofThreads("");
		work.run();
		return this.roundTrips.ofThreads("") - before;
	}

	@Test
	void newEventsAreReadInOneRoundTrip() {
		append(this.writing, "s", "1");
		catchUp();
		for (int i = 2; i <= 10; i++) {
			append(this.writing, "s", Integer.toString(i));
			read();
			assertThat(this.read).hasSize(i).last().isEqualTo(Integer.toString(i));
		}
		// after a check for large events, which is repeated every second
		await().until(() -> {
			append(this.writing, "s", "more");
			return roundTripsOf(this::read) == 1 && this.read.get(this.read.size() - 1).equals("more");
		});
	}

	@Test
	void anEventThatAnotherLookHasSettledIsRead() {
		append(this.writing, "s", "1");
		catchUp();
		append(this.writing, "s", "2");
		// advances the settled position without reading events
		this.store.heldBack();
		read();
		assertThat(this.read).containsExactly("1", "2");
	}

	@Test
	void eventsThatAreNotSettledAreNotRead() {
		append(this.writing, "s", "1");
		catchUp();
		this.caller.begin();
		this.caller.run(() -> append(this.writing, "open", "2"));
		append(this.writing, "s", "3");
		for (int look = 0; look < 3; look++) {
			read();
			assertThat(this.read).containsExactly("1");
		}
		append(this.writing, "s", "4");
		this.caller.commit();
		append(this.writing, "s", "5");
		read();
		read();
		assertThat(this.read).containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void aFullPageOfEventsThatAreNotSettledIsEmpty() {
		append(this.writing, "s", "1");
		Position first = look(this.store).settled().position();
		this.caller.begin();
		this.caller.run(() -> append(this.writing, "open", "2"));
		append(this.writing, "s", "3");
		EventTail.Look look = this.store.look(EventQuery.all().after(first).limit(1), false);
		assertThat(look.settled().position()).isEqualTo(first);
		assertThat(look.page()).isNotNull()
			.satisfies((page) -> assertThat(page.last()).isEqualTo(Position.START))
			.satisfies((page) -> assertThat(page.hasMore()).isFalse());
	}

	@Test
	void aTransactionThatEndsBetweenTwoLooksIsNotMissed() {
		append(this.writing, "s", "1");
		catchUp();
		for (int i = 0; i < 20; i++) {
			String stream = "open" + i;
			this.caller.begin();
			this.caller.run(() -> append(this.writing, stream, "open"));
			append(this.writing, "s", "beside");
			read();
			this.caller.commit();
			read();
			read();
			assertThat(this.read).hasSize(3 + 2 * i);
		}
	}

	@Test
	void eventsAreReadSeparatelyInSessionsWithOneSnapshot() {
		try (StoreDatabase other = new StoreDatabase(
				(pool) -> pool.setConnectionInitSql("set default_transaction_isolation = 'repeatable read'"))) {
			JdbcEventStore repeatable = other.store();
			append(repeatable, "s", "1");
			look(repeatable);
			assertThat(look(repeatable).page()).isNull();
		}
		append(this.writing, "s", "1");
		await().until(() -> look(this.store).page() != null);
	}

	@Test
	void sessionsWithOneSnapshotReadNoEventsInVain() {
		try (StoreDatabase other = new StoreDatabase(
				(pool) -> pool.setConnectionInitSql("set default_transaction_isolation = 'repeatable read'"))) {
			StatementLog log = new StatementLog(other.dataSource());
			JdbcEventStore repeatable = store(log);
			append(repeatable, "s", "1");
			look(repeatable);
			log.statements().clear();
			look(repeatable);
			assertThat(log.statements()).isNotEmpty()
				.noneMatch((sql) -> sql.contains("pg_locks") && sql.contains("order by position"));
		}
	}

	@Test
	void noMoreEventsAreReadThanFitIntoAPage() {
		// compressed, so that they are not stored separately
		String[] texts = Stream.generate(() -> "a".repeat(100_000)).limit(100).toArray(String[]::new);
		append(this.writing, "s", texts);
		SettledPosition settled = this.store.settledPosition();
		assertThat(this.store.fetchPage(EventQuery.all(), settled, false).decode().events()).hasSizeGreaterThan(10);
		EventTail.Look look = this.store.look(EventQuery.all().limit(1000), false);
		assertThat(look.page()).isNotNull()
			.satisfies((page) -> assertThat(page.hasMore()).isTrue())
			.satisfies((page) -> assertThat(page.decode().events()).hasSizeBetween(10, 50));
	}

	/**
	 * A pooler that distributes statements may send each statement to another server.
	 */
	@Test
	void eventsThatHaveNotArrivedAtAnotherServerAreNotMissed() {
		this.database.jdbc().execute("create schema lagging");
		this.database.jdbc().execute("create table lagging.events (like sourcery.events including all)");
		JdbcEventStore distributed = store(new LaggingDataSource(this.database.dataSource()));
		append(this.writing, "s", "1");
		Position first = look(distributed).settled().position();
		append(this.writing, "s", "2");
		SharedTail shared = new SharedTail(distributed);
		TailReader live = shared.reader(Set.of(), false);
		ServerIncarnation in = distributed.settledPosition().incarnation();
		live.read(first, in, 100, null);
		for (int i = 3; i < 10; i++) {
			Position last = distributed.settledPosition().position();
			append(this.writing, "s", Integer.toString(i));
			shared.signalled();
			assertThat(texts(live.read(last, in, 100, null).events())).containsExactly(Integer.toString(i));
		}
	}

	private static EventTail.Look look(JdbcEventStore store) {
		EventTail.Look look = store.look(EventQuery.all().limit(10), false);
		// checks whether there are large events
		assertThat(store.readAll(EventQuery.all(), look.settled())).isNotEmpty();
		return look;
	}

	@Test
	void anEventThatCannotBeReadIsReportedAtItsPlace() {
		append(this.writing, "s", "1");
		catchUp();
		append(this.writing, "s", "2");
		this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				values ('thing', 'bad', 1, gen_random_uuid(), 'thing.happened', 1, '{}', '[]')
				""");
		append(this.writing, "s", "3");
		assertThat(read().stoppedBy()).isEqualTo(TailBatch.StoppedBy.UNREADABLE);
		assertThat(this.read).containsExactly("1", "2");
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(this::read);
	}

}
