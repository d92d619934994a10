package dev.sourcery.store.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Errors and exceptions that are none of the database's answers: memory or stack that
 * runs out within the driver, or a fault of it.
 */
class DriverErrorTests {

	private static final StreamId STREAM = new StreamId("thing", "s");

	private StoreDatabase database;

	private Faults faults;

	private JdbcTemplate direct;

	private List<NewEvent> events = List.of(NewEvent.of(new Happened("1")));

	private void start(boolean autoCommit) {
		this.database = new StoreDatabase((pool) -> {
			pool.setAutoCommit(autoCommit);
			this.faults = new Faults(pool.getDataSource());
			pool.setDataSource(this.faults);
		});
		this.direct = new JdbcTemplate(this.database.database().dataSource());
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	private JdbcEventStore store() {
		return new JdbcEventStore(this.database.dataSource(), new JdbcTransactionManager(this.database.dataSource()),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA,
				AppendSettings.standard().groups(false));
	}

	private Commit append(JdbcEventStore store) {
		return store.append(STREAM, ExpectedVersion.noStream(), this.events);
	}

	@ParameterizedTest
	@EnumSource(names = "COMMIT", mode = EnumSource.Mode.EXCLUDE)
	void whatCommitsByItselfHasAnUnknownOutcomeFromTheMomentItIsSent(Moment moment) {
		start(true);
		JdbcEventStore store = store();
		for (Throwable fault : List.of(new OutOfMemoryError("test"), new IllegalStateException("test"))) {
			this.events = List.of(NewEvent.of(new Happened("1")));
			StreamId stream = new StreamId("thing", fault.getClass().getSimpleName());
			this.faults.arm(moment, fault);
			Throwable failure = catchThrowable(() -> store.append(stream, ExpectedVersion.noStream(), this.events));
			if (moment == Moment.PREPARE) {
				assertThat(failure).isSameAs(fault);
			}
			else {
				assertThat(failure).isInstanceOf(AppendOutcomeUnknownException.class).hasCause(fault);
			}
			assertThat(store.append(stream, ExpectedVersion.noStream(), this.events).version()).isEqualTo(1);
		}
	}

	@Test
	void aFailureBehindAnAnswerIsNoRefusal() {
		start(true);
		JdbcEventStore store = store();
		this.faults.arm(Moment.READ, new SQLException("No such type", "22003"));
		assertThat(catchThrowable(() -> append(store))).isInstanceOf(AppendOutcomeUnknownException.class);
		this.faults.arm(Moment.QUERY, new SQLException("no state"));
		assertThat(catchThrowable(() -> append(store))).isInstanceOf(AppendOutcomeUnknownException.class);
		this.faults.arm(Moment.QUERY, new SQLException("statement completion unknown", "40003"));
		assertThat(catchThrowable(() -> append(store))).isInstanceOf(AppendOutcomeUnknownException.class);
		assertThat(append(store).version()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void withoutAutocommitTheOutcomeIsUnknownFromTheCommitOn(Moment moment) {
		start(false);
		JdbcEventStore store = store();
		for (Throwable fault : List.of(new OutOfMemoryError("test"), new IllegalStateException("test"))) {
			StreamId stream = new StreamId("thing", fault.getClass().getSimpleName());
			this.events = List.of(NewEvent.of(new Happened("1")));
			this.faults.arm(moment, fault);
			Throwable failure = catchThrowable(() -> store.append(stream, ExpectedVersion.noStream(), this.events));
			if (moment == Moment.COMMIT) {
				assertThat(failure).isInstanceOf(AppendOutcomeUnknownException.class).hasCause(fault);
			}
			else {
				assertThat(failure).isSameAs(fault);
			}
			assertThat(store.append(stream, ExpectedVersion.noStream(), this.events).version()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theConnectionIsClosedByAnError(boolean autoCommit) {
		start(autoCommit);
		JdbcEventStore store = store();
		store.append(new StreamId("thing", "other"), ExpectedVersion.any(), this.events);
		for (Moment moment : List.of(Moment.QUERY, Moment.READ)) {
			this.events = List.of(NewEvent.of(new Happened("1")));
			this.faults.arm(moment, new StackOverflowError("test"));
			assertThat(catchThrowable(() -> append(store))).isNotNull();
			assertThatTheConnectionIsClosed();
		}
	}

	@Test
	void inATransactionOfTheStoreItIsClosedTooAndTheErrorSurfaces() {
		start(true);
		JdbcEventStore store = store();
		store.onAppend((events) -> {
		});
		Error error = new StackOverflowError("test");
		this.faults.arm(Moment.QUERY, error);
		assertThat(catchThrowable(() -> append(store))).isSameAs(error);
		assertThatTheConnectionIsClosed();
		this.faults.arm(Moment.COMMIT, error);
		assertThat(catchThrowable(() -> append(store))).isInstanceOf(AppendOutcomeUnknownException.class)
			.hasCause(error);
		assertThat(append(store).version()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "QUERY", "READ" })
	void aCallersTransactionIsNotCommittedAfterwards(Moment moment) {
		start(true);
		JdbcEventStore store = store();
		TransactionTemplate transaction = new TransactionTemplate(
				new JdbcTransactionManager(this.database.dataSource()));
		for (Throwable fault : List.of(new OutOfMemoryError("test"), new IllegalStateException("test"))) {
			for (ExpectedVersion expected : List.of(ExpectedVersion.noStream(), ExpectedVersion.any())) {
				this.faults.arm(moment, fault);
				assertThat(catchThrowable(() -> transaction.executeWithoutResult(
						(status) -> assertThat(catchThrowable(() -> store.append(STREAM, expected, this.events)))
							.isSameAs(fault))))
					.isInstanceOf(RuntimeException.class);
				assertThat(this.direct.queryForList("select event_id from sourcery.events", UUID.class)).isEmpty();
			}
		}
	}

	private void assertThatTheConnectionIsClosed() {
		Integer backend = this.faults.backend.get();
		assertThat(backend).isNotNull();
		Awaitility.await()
			.until(() -> this.direct.queryForObject("select count(*) from pg_stat_activity where pid = ?", Long.class,
					backend) == 0);
	}

	private enum Moment {

		PREPARE("prepareStatement"), QUERY("executeQuery"), READ("getLong"), COMMIT("commit");

		private final String method;

		Moment(String method) {
			this.method = method;
		}

	}

	/**
	 * Hands out connections whose next call of a method throws.
	 */
	private static final class Faults extends DelegatingDataSource {

		private static final Set<Class<?>> WRAPPED = Set.of(PreparedStatement.class, ResultSet.class);

		private final AtomicReference<Throwable> fault = new AtomicReference<>();

		private final AtomicReference<Integer> backend = new AtomicReference<>();

		private volatile Moment moment = Moment.PREPARE;

		Faults(DataSource target) {
			super(target);
		}

		void arm(Moment moment, Throwable fault) {
			this.backend.set(null);
			this.moment = moment;
			this.fault.set(fault);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) wrap(connection, Connection.class, connection);
		}

		private Object wrap(Object target, Class<?> type, Connection connection) {
			InvocationHandler handler = (proxy, method, args) -> {
				if (method.getName().equals(this.moment.method) && isOfInsert(target, args)) {
					Throwable armed = this.fault.getAndSet(null);
					if (armed != null) {
						this.backend.set(connection.unwrap(PGConnection.class).getBackendPID());
						throw armed;
					}
				}
				try {
					Object result = method.invoke(target, args);
					return (result != null && WRAPPED.contains(method.getReturnType()))
							? wrap(result, method.getReturnType(), connection) : result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			};
			return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type }, handler);
		}

		private static boolean isOfInsert(Object target, Object[] args) throws SQLException {
			Object source = (target instanceof ResultSet rows) ? rows.getStatement() : target;
			if (source instanceof Connection) {
				return args == null || isInsert(args[0]);
			}
			return isInsert(source);
		}

		private static boolean isInsert(Object statement) {
			return statement.toString().contains("insert into sourcery.events");
		}

	}

}
