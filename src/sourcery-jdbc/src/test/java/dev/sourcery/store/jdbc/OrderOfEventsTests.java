package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.SettledPosition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.TransactionDefinition;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The interleavings that make other stores lose or re-order events.
 */
class OrderOfEventsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Follower follower = new Follower(this.store);

	private final Caller a = new Caller(this.database.transactionManager());

	private final Caller b = new Caller(this.database.transactionManager());

	@AfterEach
	void close() {
		this.a.close();
		this.b.close();
		this.database.close();
	}

	@Test
	void anEventCommittedBehindALaterOneIsDelivered() {
		this.a.begin().run(() -> append(this.store, "a", "1"));
		this.b.begin().run(() -> append(this.store, "b", "2"));
		this.a.run(() -> append(this.store, "a", "3"));
		this.a.commit();
		this.follower.look();
		this.b.commit();
		this.follower.look();

		assertThat(this.follower.texts()).containsExactly("1", "2", "3");
	}

	@Test
	void aReaderThatOnlyLooksBeyondItsLastPositionLosesEvents() {
		// what the settled position is there for: the same interleaving without it
		NaiveReader naive = new NaiveReader();
		this.a.begin().run(() -> append(this.store, "a", "1"));
		this.b.begin().run(() -> append(this.store, "b", "2"));
		this.b.commit();
		naive.look();
		this.a.commit();
		naive.look();

		assertThat(naive.delivered).hasSize(1);
	}

	@Test
	void versionsComeInOrderEvenIfTheLaterOneIsOfAnOlderTransaction() {
		this.a.begin().run(() -> this.database.jdbc().update("insert into business (note) values ('first')"));
		this.b.begin().run(() -> append(this.store, "s", "version 1"));
		this.b.commit();
		this.a.run(() -> append(this.store, "s", "version 2"));
		this.follower.look();
		this.a.commit();
		this.follower.look();

		assertThat(this.follower.texts()).containsExactly("version 1", "version 2");
	}

	@Test
	void anUnrelatedTransactionThatStaysOpenHoldsNothingBack() {
		this.a.begin().run(() -> this.database.jdbc().update("insert into business (note) values ('open')"));
		append(this.store, "s", "1");
		this.follower.look();
		assertThat(this.follower.texts()).containsExactly("1");
		this.a.rollback();
	}

	@Test
	void anAppendThatStaysOpenHoldsBackOnlyWhatComesAfterItBegan() {
		append(this.store, "s", "before");
		this.follower.look();
		this.a.begin().run(() -> append(this.store, "a", "open"));
		append(this.store, "s", "after");
		this.follower.look();
		assertThat(this.follower.texts()).containsExactly("before");
		this.a.commit();
		this.follower.look();
		assertThat(this.follower.texts()).containsExactly("before", "open", "after");
	}

	@Test
	void samplesSettleOneAfterTheOtherWhileWritersOverlapWithoutAPause() {
		this.a.begin().run(() -> append(this.store, "a", "1"));
		this.follower.look();
		this.b.begin().run(() -> append(this.store, "b", "2"));
		this.follower.look();
		this.a.commit();
		this.follower.look();
		assertThat(this.follower.texts()).as("there is always somebody at it, but not always the same")
			.containsExactly("1");
		this.a.begin().run(() -> append(this.store, "a", "3"));
		this.follower.look();
		this.b.commit();
		this.follower.look();
		assertThat(this.follower.texts()).containsExactly("1", "2");
		this.a.commit();
	}

	@Test
	void theHoleOfARolledBackAppendStallsNobody() {
		this.a.begin().run(() -> append(this.store, "a", "never"));
		this.a.rollback();
		append(this.store, "s", "1");
		this.follower.look();
		assertThat(this.follower.texts()).containsExactly("1");
	}

	@Test
	void aPreparedTransactionIsWaitedFor() throws SQLException {
		try (Connection connection = this.database.database().dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("""
					insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					values ('thing', 'p', 1, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":"prepared"}')
					""");
			append(this.store, "s", "other");
			this.follower.look();
			statement.execute("prepare transaction 'p'");
			connection.setAutoCommit(true);
			this.follower.look();
			assertThat(this.follower.texts()).isEmpty();
			statement.execute("commit prepared 'p'");
		}
		this.follower.look();
		assertThat(this.follower.texts()).containsExactly("prepared", "other");
	}

	@Test
	void aTransactionWithAnOldSnapshotMayNotReadTheWholeStore() {
		this.a.begin(TransactionDefinition.ISOLATION_REPEATABLE_READ)
			.run(() -> this.database.jdbc().queryForObject("select count(*) from business", Long.class));
		append(this.store, "s", "1");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.a.run(() -> this.store.readAll(EventQuery.all()).toList()))
			.withMessageContaining("repeatable read");
		this.a.rollback();
	}

	@Test
	void aSlowReaderHoldsNoConnection() {
		String[] texts = new String[2500];
		Arrays.fill(texts, "x");
		append(this.store, "s", texts);
		try (Stream<RecordedEvent<?>> events = this.store.readAll(EventQuery.all())) {
			assertThat(events.iterator().next()).isNotNull();
			assertThat(this.database.jdbc().queryForObject("""
					select count(*)
					from pg_stat_activity
					where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
					""", Long.class)).isZero();
		}
	}

	@Test
	void aWriterInRepeatableReadIsHeldToTheVersionToo() {
		append(this.store, "s", "1");
		this.a.begin(TransactionDefinition.ISOLATION_REPEATABLE_READ)
			.run(() -> this.store.version(new StreamId("thing", "s")));
		append(this.store, "s", "2");
		assertThatExceptionOfType(VersionConflictException.class).isThrownBy(() -> this.a.run(() -> this.store
			.append(new StreamId("thing", "s"), ExpectedVersion.exactly(1), List.of(NewEvent.of(new Happened("x"))))));
		this.a.rollback();
	}

	private final class NaiveReader {

		private final List<Long> delivered = new ArrayList<>();

		private long last;

		void look() {
			List<Long> found = OrderOfEventsTests.this.database.jdbc()
				.queryForList("select position from sourcery.events where position > ? order by position", Long.class,
						this.last);
			this.delivered.addAll(found);
			this.last = found.isEmpty() ? this.last : found.get(found.size() - 1);
		}

	}

	/**
	 * Follows the store as a projection does.
	 */
	static final class Follower {

		private final JdbcEventStore store;

		private final List<RecordedEvent<?>> delivered = new ArrayList<>();

		private Position position = Position.START;

		Follower(JdbcEventStore store) {
			this.store = store;
		}

		void look() {
			SettledPosition settled = this.store.settledPosition();
			this.store.readAll(EventQuery.all().after(this.position), settled).forEach(this.delivered::add);
			this.position = settled.position().isAfter(this.position) ? settled.position() : this.position;
		}

		List<RecordedEvent<?>> delivered() {
			return this.delivered;
		}

		List<String> texts() {
			return StoreDatabase.texts(this.delivered);
		}

	}

}
