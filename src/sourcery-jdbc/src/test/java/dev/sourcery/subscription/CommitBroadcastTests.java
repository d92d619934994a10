package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.Broadcasts.Node;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.subscription.jdbc.NotifySettings;
import dev.sourcery.tail.BroadcastStatus.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Nodes that notify each other through one database.
 */
class CommitBroadcastTests {

	private static final String LISTENING = """
			from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid() and query like 'listen %'
			""";

	private final StoreDatabase database = new StoreDatabase();

	private final Broadcasts nodes = new Broadcasts();

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@Test
	void aCommitIsAnnouncedToOtherNodesButNotToItsOwn() {
		Node one = start().awaitListening();
		Node other = start().awaitListening();

		one.broadcast().committed();
		other.awaitCalls(2);
		other.broadcast().committed();
		one.awaitCalls(2);

		// the server sends notifications in their order, so that of its own came first
		assertThat(one.calls()).hasValue(2);
		assertThat(other.calls()).hasValue(2);
	}

	@Test
	void anAppendIsAnnouncedAfterItsCommit() {
		Node one = start().awaitListening();
		Node other = start().awaitListening();
		JdbcEventStore store = this.database.store();
		store.afterCommit((appended) -> one.broadcast().committed());

		append(store, "s", "1");

		other.awaitCalls(2);
	}

	@Test
	void commitsOfABurstShareNotifications() throws SQLException {
		try (Connection connection = this.database.database().dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("listen \"sourcery_commits:sourcery\"");
			Duration interval = Duration.ofMillis(50);
			Node node = start(StoreDatabase.SCHEMA, new NotifySettings(interval, Duration.ofSeconds(10),
					Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)))
				.awaitListening();
			long begin = System.nanoTime();
			for (int i = 0; i < 10_000; i++) {
				node.broadcast().committed();
				LockSupport.parkNanos(1);
			}
			int intervals = (int) Duration.ofNanos(System.nanoTime() - begin).dividedBy(interval);
			// sends what is pending
			node.broadcast().close();
			statement.execute("notify \"sourcery_commits:sourcery\", 'end'");

			List<String> received = new ArrayList<>();
			while (!received.contains("end")) {
				for (PGNotification notification : connection.unwrap(PGConnection.class).getNotifications(1000)) {
					received.add(notification.getParameter());
				}
			}
			// one for the first commit, one for the last, one to verify, and that of this
			// test
			assertThat(received).hasSizeBetween(3, intervals + 4);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "sourcery", "a_schema_whose_name_is_as_long_as_the_name_of_a_schema_may_be_" })
	void nodesOfAnotherSchemaAreNotNotified(String schema) {
		String otherSchema = schema.substring(0, schema.length() - 1) + "z";
		Node one = start(schema, Broadcasts.PATIENT).awaitListening();
		Node other = start(otherSchema, Broadcasts.PATIENT).awaitListening();
		Node third = start(otherSchema, Broadcasts.PATIENT).awaitListening();
		Node fourth = start(schema, Broadcasts.PATIENT).awaitListening();

		one.broadcast().committed();
		fourth.awaitCalls(2);
		third.broadcast().committed();
		other.awaitCalls(2);

		assertThat(other.calls()).hasValue(2);
		assertThat(third.calls()).hasValue(1);
	}

	@Test
	void aNodeWhoseConnectionIsEndedListensAgain() {
		Node one = start().awaitListening();
		endListeningSessions();
		one.awaitCalls(2);

		assertThat(this.nodes.lines(Level.WARN)).singleElement()
			.asString()
			.contains("poll", "terminating connection due to administrator command");
		assertThat(this.nodes.lines(Level.INFO)).hasSize(1);
		assertThat(one.broadcast().status().state()).isEqualTo(State.LISTENING);

		start().awaitListening().broadcast().committed();
		one.awaitCalls(3);
	}

	private void endListeningSessions() {
		Awaitility.await()
			.until(() -> !this.database.jdbc()
				.queryForList("select pg_terminate_backend(pid) " + LISTENING, Boolean.class)
				.isEmpty());
	}

	@Test
	void aSenderWhoseConnectionIsEndedSendsAgain() {
		Node one = start(StoreDatabase.SCHEMA, new NotifySettings(Duration.ofMillis(1), Duration.ofSeconds(10),
				Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)))
			.awaitListening();
		Node other = start().awaitListening();
		one.broadcast().committed();
		other.awaitCalls(2);
		assertThat(this.database.jdbc().queryForList("""
				select pg_terminate_backend(pid)
				from pg_stat_activity
				where datname = current_database() and pid <> pg_backend_pid() and query like 'notify %'
				""", Boolean.class)).isNotEmpty();

		one.broadcast().committed();

		other.awaitCalls(3);
		assertThat(this.nodes.lines(Level.WARN)).isEmpty();
	}

	@Test
	void aCommitDoesNotWaitForAConnection() {
		CountDownLatch released = new CountDownLatch(1);
		Node other = start().awaitListening();
		Node one = this.nodes.start(new DelegatingDataSource(this.database.dataSource()) {
			@Override
			public Connection getConnection() throws SQLException {
				try {
					released.await();
				}
				catch (InterruptedException ex) {
					throw new SQLException(ex);
				}
				return super.getConnection();
			}
		}, this.database.dataSource(), StoreDatabase.SCHEMA, Broadcasts.PATIENT);

		for (int i = 0; i < 1000; i++) {
			one.broadcast().committed();
		}

		assertThat(one.broadcast().status().state()).isEqualTo(State.POLLING);
		assertThat(other.calls()).hasValue(1);
		released.countDown();
		other.awaitCalls(2);
		one.awaitListening();
	}

	@Test
	void closingDoesNotWaitForAConnection() {
		CountDownLatch released = new CountDownLatch(1);
		CountDownLatch waiting = new CountDownLatch(2);
		DataSource slow = new DelegatingDataSource(this.database.dataSource()) {
			@Override
			public Connection getConnection() throws SQLException {
				waiting.countDown();
				// an interrupt does not end the wait for a socket
				while (released.getCount() > 0) {
					LockSupport.parkNanos(1_000_000);
				}
				return super.getConnection();
			}
		};
		Node one = this.nodes.start(slow, slow, StoreDatabase.SCHEMA, Broadcasts.PATIENT);
		one.broadcast().committed();
		Awaitility.await().until(() -> waiting.getCount() == 0);

		one.broadcast().close();

		assertThat(threads()).hasSize(2);
		released.countDown();
		Awaitility.await().until(() -> threads().isEmpty());
		assertThat(one.calls()).hasValue(0);
		assertThat(one.broadcast().status().state()).isEqualTo(State.OFF);
		assertThat(((HikariDataSource) this.database.dataSource()).getHikariPoolMXBean().getActiveConnections())
			.isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void closingLeavesNoThreadAndNoSessionThatListens(boolean autoCommit) throws SQLException {
		try (StoreDatabase pool = new StoreDatabase((config) -> {
			config.setDataSource(this.database.database().dataSource());
			config.setMaximumPoolSize(3);
			config.setAutoCommit(autoCommit);
		})) {
			Node one = this.nodes.start(pool.dataSource()).awaitListening();
			one.broadcast().committed();
			assertThat(threads()).hasSize(2);
			assertThat(listeningSessions()).isEqualTo(1);

			one.broadcast().close();

			assertThat(threads()).isEmpty();
			assertThat(listeningSessions()).isZero();
			assertThat(one.broadcast().status().state()).isEqualTo(State.OFF);
			assertThat(channelsOf(pool.dataSource(), 3, autoCommit)).isZero();
		}
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("sourcery-commit"))
			.toList();
	}

	private int listeningSessions() {
		return this.database.jdbc().queryForObject("select count(*) " + LISTENING, Integer.class);
	}

	// holds all connections of a pool at once
	private static int channelsOf(DataSource pool, int connections, boolean autoCommit) throws SQLException {
		if (connections == 0) {
			return 0;
		}
		try (Connection connection = pool.getConnection();
				Statement statement = connection.createStatement();
				var row = statement.executeQuery("select count(*) from pg_listening_channels()")) {
			assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
			assertThat(connection.getNetworkTimeout()).isZero();
			row.next();
			return row.getInt(1) + channelsOf(pool, connections - 1, autoCommit);
		}
	}

	@Test
	void theLastCommitIsAnnouncedWhenItsNodeCloses() {
		Node other = start().awaitListening();
		Node one = start(StoreDatabase.SCHEMA, new NotifySettings(Duration.ofHours(1), Duration.ofSeconds(10),
				Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)))
			.awaitListening();
		one.broadcast().committed();

		one.broadcast().close();

		other.awaitCalls(2);
	}

	// pools need not reset the connections they get back
	@Test
	void aConnectionIsReturnedAsItWas() throws SQLException {
		try (Connection connection = this.database.database().dataSource().getConnection()) {
			connection.setAutoCommit(false);
			connection.setNetworkTimeout(Runnable::run, 12_345);
			Node one = this.nodes
				.start(this.database.dataSource(), new SingleConnectionDataSource(connection, true),
						StoreDatabase.SCHEMA, Broadcasts.PATIENT)
				.awaitListening();

			one.broadcast().close();

			assertThat(connection.getAutoCommit()).isFalse();
			assertThat(connection.getNetworkTimeout()).isEqualTo(12_345);
			assertThat(connection.isClosed()).isFalse();
		}
	}

	@Test
	void aConnectionThatIsLostIsClosedForItsPool() throws SQLException {
		try (Connection connection = this.database.database().dataSource().getConnection()) {
			this.nodes
				.start(this.database.dataSource(), new SingleConnectionDataSource(connection, true),
						StoreDatabase.SCHEMA, Broadcasts.PATIENT)
				.awaitListening();

			endListeningSessions();

			Awaitility.await().until(connection::isClosed);
		}
	}

	@Test
	void aBroadcastCanBeStartedAgain() {
		Node one = start().awaitListening();
		assertThatIllegalStateException().isThrownBy(() -> one.broadcast().start(() -> {
		}));
		one.broadcast().close();
		one.broadcast().close();
		one.broadcast().committed();
		one.broadcast().start(one.calls()::incrementAndGet);
		one.awaitCalls(2);

		start().awaitListening().broadcast().committed();
		one.awaitCalls(3);
	}

	@Test
	void aCallbackThatThrowsIsCalledAgain() {
		Node one = start().awaitListening();
		JdbcCommitBroadcast throwing = new JdbcCommitBroadcast(this.database.dataSource(), StoreDatabase.SCHEMA);
		AtomicInteger calls = new AtomicInteger();
		try (throwing) {
			throwing.start(() -> {
				calls.incrementAndGet();
				throw new IllegalStateException("not now");
			});
			Awaitility.await().until(() -> calls.get() == 1);
			one.broadcast().committed();
			Awaitility.await().until(() -> calls.get() == 2);
			assertThat(throwing.status().state()).isEqualTo(State.LISTENING);
			assertThat(this.nodes.lines(Level.WARN)).hasSize(2)
				.allSatisfy((line) -> assertThat(line).contains("cannot be notified"));
		}
	}

	@Test
	void durationsMustBePositive() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new NotifySettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1),
					Duration.ofSeconds(1), Duration.ofSeconds(1)))
			.withMessageContaining("PT0S");
	}

	private Node start() {
		return this.nodes.start(this.database.dataSource());
	}

	private Node start(String schema, NotifySettings settings) {
		return this.nodes.start(this.database.dataSource(), this.database.dataSource(), schema, settings);
	}

}
