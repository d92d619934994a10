package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.store.Commit;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.BlockingTransaction;
import dev.sourcery.tail.BlockingTransaction.Prepared;
import dev.sourcery.tail.BlockingTransaction.Running;
import dev.sourcery.tail.HeldBack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who keeps the settled position from advancing.
 */
class HeldBackTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Caller caller = new Caller(this.database.transactionManager());

	private final Caller other = new Caller(this.database.transactionManager());

	@AfterEach
	void close() {
		this.caller.close();
		this.other.close();
		this.database.close();
	}

	@Test
	void nothingIsHeldBackInAStoreWithoutWriters() {
		assertThat(this.store.heldBack()).isEmpty();
		append(this.store, "s", "1");
		assertThat(this.store.heldBack()).isEmpty();
	}

	@Test
	void anOpenAppendHoldsBackWhatIsCommittedAfterIt() {
		Commit before = append(this.store, "s", "before");
		assertThat(this.store.settledPosition().position()).isEqualTo(before.events().get(0).position());
		int pid = this.caller.begin().run(this::nameConnection);
		this.caller.run(() -> append(this.store, "a", "open"));
		Commit waiting = append(this.store, "s", "waiting");

		HeldBack heldBack = this.store.heldBack().orElseThrow();
		List<BlockingTransaction> blockers = heldBack.blockers();
		assertThat(heldBack.age()).isPositive();
		assertThat(heldBack.settled()).isEqualTo(before.events().get(0).position());
		assertThat(heldBack.drawn()).isEqualTo(waiting.events().get(0).position());
		assertThat(blockers).singleElement().isInstanceOfSatisfying(Running.class, (blocker) -> {
			assertThat(blocker.pid()).isEqualTo(pid);
			assertThat(blocker.applicationName()).isEqualTo("import");
			assertThat(blocker.user()).isEqualTo(this.database.database().username());
			assertThat(blocker.since()).isBefore(waiting.events().get(0).recordedAt());
			assertThat(blocker.state()).isEqualTo("idle in transaction");
			assertThat(blocker.lastQuery()).isNotBlank();
		});
		this.caller.commit();
		assertThat(this.store.heldBack()).isEmpty();
	}

	private int nameConnection() {
		this.database.jdbc().execute("set local application_name = 'import'");
		return Objects.requireNonNull(this.database.jdbc().queryForObject("select pg_backend_pid()", Integer.class));
	}

	@Test
	void theAgeIsHowLongTheFirstCommittedEventWaits() {
		this.caller.begin().run(() -> append(this.store, "a", "open"));
		assertThat(heldBack().age()).as("nothing waits").isZero();
		Instant recorded = append(this.store, "s", "waiting").events().get(0).recordedAt();
		append(this.store, "s", "waiting too");

		Duration atLeast = Duration.between(recorded, now());
		Duration age = heldBack().age();
		assertThat(age).isBetween(atLeast, Duration.between(recorded, now()));
		assertThat(heldBack().age()).isGreaterThan(age);
	}

	@Test
	void anEventThatWasCommittedLateWasNotHeldBackBefore() {
		this.caller.begin().run(() -> append(this.store, "a", "committed late"));
		Instant between = now();
		this.other.begin().run(() -> append(this.store, "b", "open"));
		this.caller.commit();

		assertThat(heldBack().age()).isPositive().isLessThan(Duration.between(between, now()));
	}

	@Test
	void ofSeveralTransactionsThoseThatTheNextStepWaitsForAreNamed() {
		this.caller.begin().run(() -> append(this.store, "a", "first"));
		append(this.store, "s", "waiting");
		HeldBack first = heldBack();
		this.other.begin().run(() -> append(this.store, "b", "second"));

		assertThat(heldBack().blockers()).hasSize(1);
		this.caller.commit();
		assertThat(heldBack().settled()).isEqualTo(first.drawn());
		assertThat(heldBack().blockers()).hasSize(1).doesNotContainAnyElementsOf(first.blockers());
	}

	@Test
	void aPreparedTransactionIsNamedByItsIdentifier() throws SQLException {
		try (Connection connection = this.database.database().dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("""
					insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					values ('thing', 'p', 1, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":"prepared"}')
					""");
			append(this.store, "s", "waiting");
			assertThat(heldBack().blockers()).singleElement().isInstanceOf(Running.class);
			statement.execute("prepare transaction 'held back'");
			connection.setAutoCommit(true);

			assertThat(heldBack().age()).isPositive();
			assertThat(heldBack().blockers()).singleElement().isInstanceOfSatisfying(Prepared.class, (blocker) -> {
				assertThat(blocker.gid()).isEqualTo("held back");
				assertThat(blocker.user()).isEqualTo(this.database.database().username());
				assertThat(blocker.since()).isBefore(now());
			});
			statement.execute("commit prepared 'held back'");
		}
		assertThat(this.store.heldBack()).isEmpty();
	}

	@Test
	void transactionsThatDoNotAppendHoldNothingBack() {
		this.caller.begin().run(() -> this.database.jdbc().update("insert into business (note) values ('open')"));
		this.other.begin().run(() -> this.database.jdbc().queryForList("select * from sourcery.events"));
		append(this.store, "s", "1");
		assertThat(this.store.heldBack()).isEmpty();
		this.caller.run(() -> append(this.store, "a", "now it does"));
		assertThat(heldBack().blockers()).hasSize(1);
	}

	@Test
	void aNodeThatHasJustStartedTakesNoOldEventForOneThatWaits() {
		append(this.store, "s", "old");
		Instant between = now();
		this.caller.begin().run(() -> append(this.store, "a", "open"));

		HeldBack heldBack = this.database.store().heldBack().orElseThrow();
		assertThat(heldBack.settled()).isEqualTo(Position.START);
		assertThat(heldBack.age()).isLessThan(Duration.between(between, now()));
	}

	@Test
	@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*",
			disabledReason = "the user need not be allowed to create others")
	void ofTransactionsOfOtherUsersTheDatabaseTellsLessButTheAgeGrows() {
		String role = "reader_of_" + this.database.database().name();
		this.database.jdbc().execute("create role " + role);
		try (HikariDataSource pool = new HikariDataSource()) {
			this.database.jdbc().execute("grant usage on schema sourcery to " + role);
			this.database.jdbc().execute("grant select on all tables in schema sourcery to " + role);
			this.database.jdbc().execute("grant select on all sequences in schema sourcery to " + role);
			pool.setDataSource(this.database.database().dataSource());
			pool.setConnectionInitSql("set role " + role);
			JdbcEventStore restricted = new JdbcEventStore(pool, new JdbcTransactionManager(pool),
					new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
			restricted.heldBack();
			this.caller.begin().run(() -> append(this.store, "a", "open"));
			append(this.store, "s", "waiting");

			HeldBack first = restricted.heldBack().orElseThrow();
			assertThat(first.blockers()).singleElement().isInstanceOfSatisfying(Running.class, (blocker) -> {
				assertThat(blocker.pid()).isPositive();
				assertThat(blocker.since()).isNull();
				assertThat(blocker.state()).isNull();
			});
			assertThat(restricted.heldBack().orElseThrow().age()).isGreaterThan(first.age());
		}
		finally {
			this.database.jdbc().execute("drop owned by " + role);
			this.database.jdbc().execute("drop role " + role);
		}
	}

	private HeldBack heldBack() {
		return this.store.heldBack().orElseThrow();
	}

	private Instant now() {
		return Objects
			.requireNonNull(this.database.jdbc().queryForObject("select clock_timestamp()", OffsetDateTime.class))
			.toInstant();
	}

}
