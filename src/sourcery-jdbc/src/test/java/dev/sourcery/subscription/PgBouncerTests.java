package dev.sourcery.subscription;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.Broadcasts.Node;
import dev.sourcery.subscription.jdbc.NotifySettings;
import dev.sourcery.tail.BroadcastStatus.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Notifications through a pooler.
 */
class PgBouncerTests {

	private static final NotifySettings SETTINGS = new NotifySettings(Duration.ofMillis(1), Duration.ofSeconds(1),
			Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(200));

	private final StoreDatabase database = new StoreDatabase();

	private final Broadcasts nodes = new Broadcasts();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@Test
	void aPoolerInTransactionModeIsNoticed() throws SQLException {
		try (PgBouncer pooler = start("transaction")) {
			DataSource pooled = pooler.dataSource(this.database.database());
			Node one = start(pooled, pooled);
			Awaitility.await().atMost(Nodes.LONG).until(() -> !this.nodes.lines(Level.WARN).isEmpty());
			assertThat(one.broadcast().status().state()).isEqualTo(State.POLLING);
			assertThat(one.broadcast().status().reason()).contains("pooler in transaction mode");
			assertThat(one.calls()).hasValue(0);

			one.broadcast().close();
			assertThat(this.nodes.lines(Level.WARN)).hasSize(1);
			assertNoSessionListens(pooled);
		}
	}

	@Test
	void aBusyPoolerInTransactionModeIsNoticed() throws Exception {
		AtomicBoolean over = new AtomicBoolean();
		ExecutorService threads = Executors.newCachedThreadPool();
		try (PgBouncer pooler = start("transaction")) {
			DataSource pooled = pooler.dataSource(this.database.database());
			List<Future<?>> clients = new ArrayList<>();
			for (int i = 0; i < PgBouncer.POOL_SIZE - 1; i++) {
				clients.add(threads.submit(() -> query(pooled, over)));
			}
			Node one = start(pooled, pooled);
			Awaitility.await().atMost(Nodes.LONG).until(() -> !this.nodes.lines(Level.WARN).isEmpty());
			assertThat(one.broadcast().status().reason()).contains("pooler in transaction mode");

			one.broadcast().close();
			over.set(true);
			for (Future<?> client : clients) {
				client.get();
			}
			assertNoSessionListens(pooled);
		}
		finally {
			over.set(true);
			threads.shutdown();
		}
	}

	private static Void query(DataSource pooled, AtomicBoolean over) throws SQLException {
		try (Connection connection = pooled.getConnection(); Statement statement = connection.createStatement()) {
			while (!over.get()) {
				statement.execute("select pg_sleep(0.002)");
			}
			return null;
		}
	}

	// a transaction on each session of the pooler at once
	private static void assertNoSessionListens(DataSource pooled) throws SQLException {
		List<Connection> connections = new ArrayList<>();
		try {
			for (int i = 0; i < PgBouncer.POOL_SIZE; i++) {
				Connection connection = pooled.getConnection();
				connections.add(connection);
				connection.setAutoCommit(false);
				try (var row = connection.createStatement()
					.executeQuery("select count(*) from pg_listening_channels()")) {
					row.next();
					assertThat(row.getInt(1)).isZero();
				}
			}
		}
		finally {
			for (Connection connection : connections) {
				connection.close();
			}
		}
	}

	@Test
	void aNodeMaySendThroughAPoolerAndListenDirectly() {
		try (PgBouncer pooler = start("transaction")) {
			DataSource pooled = pooler.dataSource(this.database.database());
			Node one = start(pooled, this.database.dataSource()).awaitListening();
			Node other = start(pooled, this.database.dataSource()).awaitListening();
			one.broadcast().committed();
			other.awaitCalls(2);
		}
	}

	@Test
	void aPoolerInSessionModeDeliversNotifications() {
		try (PgBouncer pooler = start("session")) {
			DataSource pooled = pooler.dataSource(this.database.database());
			Node one = start(pooled, pooled).awaitListening();
			start(this.database.dataSource(), this.database.dataSource()).awaitListening().broadcast().committed();
			one.awaitCalls(2);
		}
	}

	private PgBouncer start(String poolMode) {
		return PgBouncer.start(this.database.database(), poolMode, this.directory);
	}

	private Node start(DataSource sending, DataSource listening) {
		return this.nodes.start(sending, listening, StoreDatabase.SCHEMA, SETTINGS);
	}

}
