package dev.sourcery.subscription;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import dev.sourcery.store.jdbc.OwnServer;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.Broadcasts.Node;
import dev.sourcery.subscription.jdbc.NotifySettings;
import dev.sourcery.tail.BroadcastStatus.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Notifications that the server prevents: stopped, hung, a standby, or another database.
 */
class CommitBroadcastOutageTests {

	private final Broadcasts nodes = new Broadcasts();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void commitsOfAnOutageAreAnnouncedAfterIt(@TempDir Path directory) {
		try (OwnServer server = OwnServer.start(directory); StoreDatabase pool = server.pool()) {
			Node one = this.nodes.start(pool.dataSource()).awaitListening();
			server.stopAtOnce();
			one.awaitPolling();
			for (int i = 0; i < 1000; i++) {
				one.broadcast().committed();
			}
			Awaitility.await().atMost(Nodes.LONG).until(() -> one.broadcast().status().sendFailure() != null);
			assertThat(one.broadcast().status().state()).isEqualTo(State.POLLING);
			Node other = this.nodes.start(server.dataSource()).awaitPolling();
			server.start();
			one.awaitListening();
			other.awaitListening();
			one.awaitCalls(2);

			assertThat(one.broadcast().status().sendFailure()).isNull();
			// one for each node
			assertThat(this.nodes.lines(Level.WARN)).hasSize(2);
			Awaitility.await().until(() -> this.nodes.lines(Level.INFO).size() == 2);
			int before = other.calls().get();
			one.broadcast().committed();
			other.awaitCalls(before + 1);
		}
	}

	@Test
	void aSessionThatHangsIsReplaced(@TempDir Path directory) {
		try (OwnServer server = OwnServer.start(directory)) {
			Node one = this.nodes
				.start(server.dataSource(), server.dataSource(), StoreDatabase.SCHEMA, Broadcasts.WATCHFUL)
				.awaitListening();
			int pid = new JdbcTemplate(server.dataSource())
				.queryForObject("select pid from pg_stat_activity where query like 'listen %'", Integer.class);
			try {
				signal(pid, "STOP");
				one.awaitCalls(2);
				assertThat(one.broadcast().status().state()).isEqualTo(State.LISTENING);
				assertThat(this.nodes.lines(Level.WARN)).hasSize(1);
			}
			finally {
				signal(pid, "CONT");
			}
		}
	}

	private static void signal(int pid, String signal) {
		try {
			new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start().waitFor();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aStandbyIsPolledUntilItIsPromoted(@TempDir Path directory, @TempDir Path standbyDirectory) {
		try (OwnServer primary = OwnServer.start(directory);
				OwnServer standby = OwnServer.startStandby(primary, standbyDirectory)) {
			Node one = this.nodes.start(standby.dataSource());
			Awaitility.await().until(() -> !this.nodes.lines(Level.WARN).isEmpty());
			assertThat(one.broadcast().status().state()).isEqualTo(State.POLLING);
			assertThat(one.broadcast().status().reason()).contains("rejects LISTEN");

			new JdbcTemplate(standby.dataSource()).queryForObject("select pg_promote()", Boolean.class);

			one.awaitListening();
			assertThat(this.nodes.lines(Level.WARN)).hasSize(1);
			assertThat(this.nodes.lines(Level.INFO)).hasSize(1);
		}
	}

	@Test
	void aNodeThatCannotSendIsStillNotified() {
		try (StoreDatabase database = new StoreDatabase()) {
			AtomicBoolean available = new AtomicBoolean(true);
			Node one = this.nodes
				.start(whenAvailable(database, available), database.dataSource(), StoreDatabase.SCHEMA,
						new NotifySettings(Duration.ofMillis(1), Duration.ofSeconds(10), Duration.ofMillis(50),
								Duration.ofMillis(100), Duration.ofMillis(200)))
				.awaitListening();
			Node other = this.nodes.start(database.dataSource()).awaitListening();
			available.set(false);
			Awaitility.await().pollInterval(Duration.ofMillis(500)).atMost(Nodes.LONG).until(() -> {
				// until it has returned the connection with which it had begun
				one.broadcast().committed();
				return one.broadcast().status().sendFailure() != null;
			});
			assertThat(one.broadcast().status().state()).isEqualTo(State.LISTENING);
			assertThat(one.broadcast().status().sendFailure()).contains("not available");
			other.broadcast().committed();
			one.awaitCalls(2);
			int before = other.calls().get();

			available.set(true);

			other.awaitCalls(before + 1);
			Awaitility.await().until(() -> one.broadcast().status().sendFailure() == null);
			assertThat(this.nodes.lines(Level.WARN)).singleElement().asString().contains("not available");
			assertThat(this.nodes.lines(Level.INFO)).hasSize(1);
		}
	}

	@Test
	void notificationsThatCannotBeVerifiedAreReported() {
		try (StoreDatabase database = new StoreDatabase()) {
			AtomicBoolean available = new AtomicBoolean();
			Node one = this.nodes.start(whenAvailable(database, available), database.dataSource(), StoreDatabase.SCHEMA,
					Broadcasts.PATIENT);
			Awaitility.await().until(() -> !this.nodes.lines(Level.WARN).isEmpty());
			assertThat(one.broadcast().status().state()).isEqualTo(State.POLLING);
			assertThat(one.broadcast().status().reason()).contains("cannot be sent", "not available");
			available.set(true);
			one.awaitListening();
			assertThat(this.nodes.lines(Level.WARN)).hasSize(1);
			assertThat(this.nodes.lines(Level.INFO)).hasSize(1);
		}
	}

	private static DataSource whenAvailable(StoreDatabase database, AtomicBoolean available) {
		return new DelegatingDataSource(database.dataSource()) {
			@Override
			public Connection getConnection() throws SQLException {
				if (!available.get()) {
					throw new SQLTransientConnectionException("not available");
				}
				return super.getConnection();
			}
		};
	}

	// as after a fail-over, if only one of the connections has moved to the new primary
	@Test
	void aServerThatDoesNotGetTheNotificationsIsNoticed() {
		try (StoreDatabase database = new StoreDatabase(); StoreDatabase other = new StoreDatabase()) {
			Node one = this.nodes.start(database.dataSource(), other.dataSource(), StoreDatabase.SCHEMA,
					Broadcasts.WATCHFUL);
			Awaitility.await().until(() -> !this.nodes.lines(Level.WARN).isEmpty());
			assertThat(one.broadcast().status().state()).isEqualTo(State.POLLING);
			assertThat(one.broadcast().status().reason()).contains("do not arrive");
			assertThat(one.calls()).hasValue(0);
		}
	}

}
