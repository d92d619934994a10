package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.ReadOnlyTransactionException;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreFullException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.assertj.core.api.AbstractThrowableAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the database answers with other than a lost connection: each is one exception,
 * nothing is stored, and the store works on when the cause is gone.
 */
class DatabaseRefusesTests {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<NewEvent> events = List.of(NewEvent.of(new Happened("1")), NewEvent.of(new Happened("2")));

	private StoreDatabase database;

	private JdbcTemplate direct;

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.database.close();
	}

	private void start(Consumer<HikariConfig> customizer) {
		this.database = new StoreDatabase(customizer);
		this.direct = new JdbcTemplate(this.database.database().dataSource());
	}

	private void startWith(String connectionInitSql) {
		start((pool) -> pool.setConnectionInitSql(connectionInitSql));
	}

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

	@Test
	void twoThatWaitForEachOther() throws Exception {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		try (Caller one = new Caller(this.database.transactionManager());
				Caller other = new Caller(this.database.transactionManager())) {
			one.begin().run(() -> StoreDatabase.append(store, "a", "1"));
			other.begin().run(() -> StoreDatabase.append(store, "b", "1"));
			Future<Throwable> ofOne = one.start(() -> catchThrowable(() -> StoreDatabase.append(store, "b", "2")));
			Future<Throwable> ofOther = other.start(() -> catchThrowable(() -> StoreDatabase.append(store, "a", "2")));
			Awaitility.await().until(() -> ofOne.isDone() || ofOther.isDone());
			boolean oneIsTheVictim = ofOne.isDone();
			(oneIsTheVictim ? one : other).rollback();
			(oneIsTheVictim ? other : one).commit();
			assertThat((oneIsTheVictim ? ofOne : ofOther).get()).isExactlyInstanceOf(StoreContentionException.class)
				.hasMessageContaining("this call stored nothing")
				.satisfies(stateIs("40P01"));
			assertThat((oneIsTheVictim ? ofOther : ofOne).get()).isNull();
		}
		assertThat(stored()).hasSize(2);
	}

	@Test
	void aSerializationFailureAtTheCommitOfTheStoresOwnTransaction() {
		start((pool) -> pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE"));
		JdbcEventStore store = this.database.store();
		AtomicBoolean disturbed = new AtomicBoolean();
		try (Caller rival = new Caller(this.database.transactionManager())) {
			store.onAppend((appended) -> {
				countAndAdd();
				if (disturbed.compareAndSet(false, true)) {
					rival.begin().run(this::countAndAdd);
					rival.commit();
				}
			});
			assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events))
				.isExactlyInstanceOf(StoreContentionException.class)
				.hasMessageContaining("this call stored nothing")
				.satisfies(stateIs("40001"));
		}
		assertThatItGoesOn(Way.ALONE, store);
	}

	private int countAndAdd() {
		JdbcTemplate jdbc = this.database.jdbc();
		jdbc.queryForObject("select count(*) from business", Long.class);
		return jdbc.update("insert into business (note) values ('x')");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "IN_TRANSACTION", "AT_ANY_VERSION_IN_TRANSACTION" })
	void aConstraintOfTheApplicationAtCommit(Way way) {
		start((pool) -> {
		});
		this.direct.execute("""
				create function no() returns trigger language plpgsql as $$
				begin
				    raise exception 'not today';
				end $$
				""");
		this.direct.execute("""
				create constraint trigger no after insert on sourcery.events deferrable initially deferred
				    for each row execute function no()
				""");
		JdbcEventStore store = way.store(this.database);
		assertThat(way.failure(this.database, store, this.events)).isExactlyInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("not today")
			.satisfies(stateIs("P0001"));
		this.direct.execute("drop trigger no on sourcery.events");
		assertThatItGoesOn(way, store);
	}

	@ParameterizedTest
	@EnumSource(names = { "SEVERAL_STREAMS", "WITH_LISTENER", "IN_TRANSACTION" })
	void aServerThatOnlyReads(Way way) {
		startWith("set default_transaction_read_only = on");
		assertThat(way.failure(this.database, way.store(this.database), this.events))
			.isExactlyInstanceOf(StoreUnavailableException.class)
			.satisfies(stateIs("25006"));
		assertThat(stored()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "IN_TRANSACTION", "AT_ANY_VERSION_IN_TRANSACTION" })
	void aReadOnlyTransactionOfTheCaller(Way way) {
		start((pool) -> {
		});
		JdbcEventStore store = way.store(this.database);
		TransactionTemplate readOnly = new TransactionTemplate(this.database.transactionManager());
		readOnly.setReadOnly(true);
		List<Throwable> failures = new ArrayList<>();
		readOnly.executeWithoutResult((status) -> {
			// joins: what the outermost transaction says holds
			failures.add(way.failure(this.database, store, this.events));
			status.setRollbackOnly();
		});
		assertThat(failures.get(0)).isExactlyInstanceOf(ReadOnlyTransactionException.class)
			.hasMessageContaining("readOnly = true")
			.hasMessageContaining("thing/first");
		assertThatItGoesOn(way, store);
	}

	@ParameterizedTest
	@EnumSource
	void aReadOnlyPool(Way way) {
		start((pool) -> {
			pool.setReadOnly(true);
			pool.setAutoCommit(false);
		});
		assertThat(way.failure(this.database, way.store(this.database), this.events))
			.isExactlyInstanceOf(ReadOnlyTransactionException.class)
			.hasMessageContaining("connection pool");
		assertThat(stored()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "ALONE", "IN_TRANSACTION" })
	@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*",
			disabledReason = "takes a superuser")
	void aMissingRight(Way way) {
		startWith("set role pg_monitor");
		assertThat(way.failure(this.database, way.store(this.database), this.events))
			.isExactlyInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("permission denied")
			.satisfies(stateIs("42501"));
		assertThat(stored()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aMissingTable(Way way) {
		start((pool) -> {
		});
		JdbcEventStore store = way.store(this.database);
		this.direct.execute("alter table sourcery.events rename to gone");
		assertThat(way.failure(this.database, store, this.events)).isExactlyInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("this call stored nothing")
			.satisfies(stateIs("42P01"));
		assertThat(catchThrowable(() -> store.version(Way.FIRST))).isExactlyInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("the read is incomplete")
			.satisfies((ex) -> assertThat(((StoreAccessException) ex).operation()).isEqualTo(StoreOperation.READ));
		this.direct.execute("alter table sourcery.gone rename to events");
		assertThatItGoesOn(way, store);
	}

	@Test
	void manyCallersAtOnceAreEachRefused() throws Exception {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		this.direct.execute("alter table sourcery.events rename to gone");
		List<Future<Throwable>> failures = new ArrayList<>();
		IntStream.range(0, 60)
			.forEach((number) -> failures
				.add(this.threads.submit(() -> catchThrowable(() -> StoreDatabase.append(store, "s" + number, "x")))));
		for (Future<Throwable> failure : failures) {
			assertThat(failure.get()).isExactlyInstanceOf(StoreRefusedException.class);
		}
		this.direct.execute("alter table sourcery.gone rename to events");
		assertThatItGoesOn(Way.ALONE, store);
	}

	@ParameterizedTest
	@EnumSource(names = { "ALONE", "WITH_LISTENER" })
	void anExhaustedPool(Way way) throws SQLException {
		start((pool) -> {
			pool.setMaximumPoolSize(1);
			pool.setConnectionTimeout(250);
		});
		JdbcEventStore store = way.store(this.database);
		try (Connection only = this.database.dataSource().getConnection()) {
			assertThat(only.isValid(1)).isTrue();
			assertThat(way.failure(this.database, store, this.events))
				.isExactlyInstanceOf(StoreUnavailableException.class)
				.hasMessageContaining("this call stored nothing")
				.hasMessageContaining("size of the connection pool")
				.satisfies(stateIs(null));
			assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> store.version(Way.FIRST))
				.withMessageContaining("the read is incomplete");
		}
		assertThatItGoesOn(way, store);
	}

	@ParameterizedTest
	@EnumSource(names = { "ALONE", "WITH_LISTENER" })
	@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*",
			disabledReason = "takes a superuser")
	void tooManyConnections(Way way) throws SQLException {
		String role = "few_" + UUID.randomUUID().toString().replace("-", "");
		start((pool) -> {
			new JdbcTemplate(pool.getDataSource())
				.execute("create role %s login password 'few' connection limit 1".formatted(role));
			PGSimpleDataSource dataSource = (PGSimpleDataSource) pool.getDataSource();
			dataSource.setUser(role);
			dataSource.setPassword("few");
			pool.setConnectionTimeout(250);
			pool.setInitializationFailTimeout(-1);
		});
		JdbcEventStore store = way.store(this.database);
		PGSimpleDataSource dataSource = (PGSimpleDataSource) this.database.database().dataSource();
		dataSource.setUser(role);
		dataSource.setPassword("few");
		try (Connection only = dataSource.getConnection()) {
			assertThat(only.isValid(1)).isTrue();
			assertThat(way.failure(this.database, store, this.events)).isExactlyInstanceOf(StoreFullException.class)
				.satisfies(stateIs("53300"));
		}
		finally {
			assertThat(stored()).isEmpty();
			this.direct.execute("drop role " + role);
		}
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

	static Stream<RuntimeException> failuresOfListeners() {
		return Stream.of(new EmptyResultDataAccessException(1), new IllegalTransactionStateException("no"),
				new UnexpectedRollbackException("no"), new IllegalStateException("no"));
	}

	@Test
	void whatAListenerThrowsSurfacesAsItIs() {
		start((pool) -> {
		});
		for (RuntimeException thrown : failuresOfListeners().toList()) {
			JdbcEventStore store = this.database.store();
			store.onAppend((appended) -> {
				throw thrown;
			});
			assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events)).isSameAs(thrown);
			assertThat(Way.IN_TRANSACTION.failure(this.database, store, this.events)).isSameAs(thrown);
		}
		assertThatItGoesOn(Way.ALONE, this.database.store());
	}

	@Test
	void whatAListenerThrowsSurfacesAlsoWhereTheRollbackFails() {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		AtomicBoolean ended = new AtomicBoolean();
		store.onAppend((appended) -> {
			if (ended.compareAndSet(false, true)) {
				this.database.jdbc().queryForList("select pg_terminate_backend(pg_backend_pid())");
			}
		});
		assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events)).isInstanceOf(DataAccessException.class)
			.hasMessageContaining("terminating connection");
		assertThat(stored()).isEmpty();
		assertThatItGoesOn(Way.ALONE, store);
	}

	@Test
	void aListenerWhosePartIsRolledBackTakesTheAppendWithIt() {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		TransactionTemplate joining = new TransactionTemplate(this.database.transactionManager());
		store.onAppend((appended) -> assertThat(catchThrowable(() -> joining.executeWithoutResult((status) -> {
			throw new IllegalStateException("kept to itself");
		}))).isNotNull());
		assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events))
			.isExactlyInstanceOf(UnexpectedRollbackException.class);
		assertThat(stored()).isEmpty();
	}

	@Test
	void whatAListenerDoesAfterTheCommitIsNoFailureOfTheCommit() {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		TransactionException thrown = new IllegalTransactionStateException("after the commit");
		store.onAppend((appended) -> TransactionSynchronizationManager
			.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					throw thrown;
				}
			}));
		assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events)).isSameAs(thrown);
		assertThat(stored()).hasSize(2);
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

	private void assertThatItGoesOn(Way way, JdbcEventStore store) {
		assertThat(stored()).isEmpty();
		way.append(this.database, store, this.events);
		assertThat(stored()).containsExactlyElementsOf(this.events.stream().map(NewEvent::eventId).toList());
	}

	private static Consumer<Throwable> stateIs(String state) {
		return (failure) -> assertThat(((StoreAccessException) failure).sqlState()).isEqualTo(state);
	}

	private void awaitBlockedBackend() {
		Awaitility.await().until(() -> this.direct.queryForObject("""
				select count(*)
				from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'
				""", Long.class) == 1);
	}

	private List<UUID> stored() {
		return this.direct.queryForList("select event_id from sourcery.events order by position", UUID.class);
	}

	/**
	 * A data source of one connection that nobody tests before it is used.
	 */
	private static final class SingleConnection extends SingleConnectionDataSource implements AutoCloseable {

		SingleConnection(Connection connection) {
			super(connection, true);
		}

	}

}
