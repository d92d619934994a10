package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.assertj.core.api.AbstractThrowableAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the database answers with other than a lost connection: each is one exception,
 * nothing is stored, and the store works on when the cause is gone.
 */
class TimeLimitTests extends RefusingDatabase {

	@ParameterizedTest
	@EnumSource
	void aStatementTimeout(Way way) throws Exception {
		startWith("set statement_timeout = '50ms'");
		assertThatWaitingFails(way, () -> {
		}).isExactlyInstanceOf(StoreTimeoutException.class).satisfies(stateIs("57014"));
	}

	@ParameterizedTest
	@EnumSource
	void aLockTimeout(Way way) throws Exception {
		startWith("set lock_timeout = '50ms'");
		assertThatWaitingFails(way, () -> {
		}).isExactlyInstanceOf(StoreTimeoutException.class).satisfies(stateIs("55P03"));
	}

	@ParameterizedTest
	@EnumSource(names = { "ALONE", "IN_TRANSACTION" })
	void aCancelRequest(Way way) throws Exception {
		startWith("set lock_timeout = 0");
		assertThatWaitingFails(way, () -> {
			awaitBlockedBackend();
			this.direct.queryForList("""
					select pg_cancel_backend(pid)
					from pg_stat_activity
					where datname = current_database() and wait_event_type = 'Lock'
					""");
		}).isExactlyInstanceOf(StoreTimeoutException.class).satisfies(stateIs("57014"));
	}

	/**
	 * Appends while a stranger holds the stream.
	 */
	private AbstractThrowableAssert<?, ?> assertThatWaitingFails(Way way, Runnable meanwhile) throws Exception {
		JdbcEventStore store = way.store(this.database);
		Throwable failure;
		try (Connection stranger = this.database.database().dataSource().getConnection();
				Statement statement = stranger.createStatement()) {
			stranger.setAutoCommit(false);
			statement.execute(insertInto(Way.FIRST.id(), 1));
			Future<Throwable> failing = this.threads.submit(() -> way.failure(this.database, store, this.events));
			meanwhile.run();
			failure = failing.get(30, TimeUnit.SECONDS);
			stranger.rollback();
		}
		assertThatItGoesOn(way, store);
		return assertThat(failure).hasMessageContaining("this call stored nothing");
	}

	private static String insertInto(String stream, long version) {
		return """
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				values ('thing', '%s', %d, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text": "x"}')
				""".formatted(stream, version);
	}

	@ParameterizedTest
	@EnumSource(names = { "IN_TRANSACTION", "AT_ANY_VERSION_IN_TRANSACTION" })
	void theTimeLimitOfTheCallersTransaction(Way way) throws Exception {
		startWith("set lock_timeout = '20s'");
		JdbcEventStore store = way.store(this.database);
		TransactionTemplate limited = new TransactionTemplate(this.database.transactionManager());
		limited.setTimeout(1);
		List<Throwable> failures = new ArrayList<>();
		try (Connection stranger = this.database.database().dataSource().getConnection();
				Statement statement = stranger.createStatement()) {
			stranger.setAutoCommit(false);
			statement.execute(insertInto(Way.FIRST.id(), 1));
			assertThat(catchThrowable(() -> limited.executeWithoutResult((status) -> {
				failures.add(catchThrowable(() -> store.append(way.appends(this.events))));
				failures.add(catchThrowable(() -> store.version(Way.SECOND)));
			}))).isNotNull();
			stranger.rollback();
		}
		assertThat(failures.get(0)).isExactlyInstanceOf(StoreTimeoutException.class).satisfies(stateIs("57014"));
		assertThat(failures.get(1)).isExactlyInstanceOf(StoreTimeoutException.class)
			.hasMessageContaining("the read is incomplete");
		assertThatItGoesOn(way, store);
	}

	@ParameterizedTest
	@EnumSource(names = { "IN_TRANSACTION", "AT_ANY_VERSION_IN_TRANSACTION" })
	void aTransactionThatWasIdleForTooLong(Way way) {
		startWith("set idle_in_transaction_session_timeout = '50ms'");
		assertThatATransactionThatWasEnded(way).isExactlyInstanceOf(StoreTimeoutException.class)
			.satisfies(stateIs("25P03"));
	}

	@ParameterizedTest
	@EnumSource(names = { "AT_ANY_VERSION_IN_TRANSACTION" })
	void aTransactionThatTookTooLong(Way way) {
		startWith("select set_config('transaction_timeout', '100ms', false) from pg_settings "
				+ "where name = 'transaction_timeout'");
		Assumptions.assumeTrue(this.direct.queryForObject("show server_version_num", Integer.class) >= 170000,
				"PostgreSQL limits transactions from version 17 on");
		assertThatATransactionThatWasEnded(way).isExactlyInstanceOf(StoreTimeoutException.class)
			.satisfies(stateIs("25P04"));
	}

	private AbstractThrowableAssert<?, ?> assertThatATransactionThatWasEnded(Way way) {
		JdbcEventStore store = way.store(this.database);
		List<Throwable> failures = new ArrayList<>();
		assertThat(catchThrowable(
				() -> new TransactionTemplate(this.database.transactionManager()).executeWithoutResult((status) -> {
					Integer backend = this.database.jdbc().queryForObject("select pg_backend_pid()", Integer.class);
					awaitEnd(backend);
					failures.add(catchThrowable(() -> store.append(way.appends(this.events))));
				})))
			.isNotNull();
		assertThatItGoesOn(way, store);
		return assertThat(failures.get(0)).hasMessageContaining("this call stored nothing");
	}

	private void awaitEnd(int backend) {
		Awaitility.await()
			.until(() -> this.direct.queryForObject("select count(*) from pg_stat_activity where pid = ?", Long.class,
					backend) == 0);
	}

	@Test
	void aConnectionThatTheServerHadEndedBecauseItWasIdle() throws SQLException {
		startWith("set idle_session_timeout = 0");
		try (SingleConnection connection = new SingleConnection(
				this.database.database().dataSource().getConnection())) {
			JdbcTemplate jdbc = new JdbcTemplate(connection);
			jdbc.execute("set idle_session_timeout = '50ms'");
			awaitEnd(jdbc.queryForObject("select pg_backend_pid()", Integer.class));
			JdbcEventStore store = new JdbcEventStore(connection, new JdbcTransactionManager(connection),
					new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
			assertThat(Way.ALONE.failure(this.database, store, this.events))
				.isExactlyInstanceOf(StoreUnavailableException.class)
				.satisfies(stateIs("57P05"));
		}
		assertThatItGoesOn(Way.ALONE, this.database.store());
	}

	@Test
	void aReadMayBeStoppedToo() throws Exception {
		startWith("set statement_timeout = '100ms'");
		JdbcEventStore store = this.database.store();
		StoreDatabase.append(store, "s", "1");
		CountDownLatch locked = new CountDownLatch(1);
		try (Connection stranger = this.database.database().dataSource().getConnection();
				Statement statement = stranger.createStatement()) {
			stranger.setAutoCommit(false);
			statement.execute("lock table sourcery.events in access exclusive mode");
			locked.countDown();
			assertThatExceptionOfType(StoreTimeoutException.class)
				.isThrownBy(() -> assertThat(store.readAll(EventQuery.all(), store.settledPosition())).hasSize(1))
				.withMessageContaining("the read is incomplete");
			stranger.rollback();
		}
		assertThat(store.readAll(EventQuery.all())).hasSize(1);
	}

	private void awaitBlockedBackend() {
		Awaitility.await().until(() -> this.direct.queryForObject("""
				select count(*)
				from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'
				""", Long.class) == 1);
	}

	/**
	 * A data source of one connection that is not validated before its use.
	 */
	private static final class SingleConnection extends SingleConnectionDataSource implements AutoCloseable {

		SingleConnection(Connection connection) {
			super(connection, true);
		}

	}

}
