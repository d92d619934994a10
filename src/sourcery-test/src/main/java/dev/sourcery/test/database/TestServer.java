package dev.sourcery.test.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The only PostgreSQL server of this JVM, started on first use and stopped when the JVM
 * ends.
 * <p>
 * Static, because a server takes seconds to start and test frameworks offer no scope
 * wider than a test class: with a server per class or context the suite would spend most
 * of its time starting servers.
 */
final class TestServer {

	private static final long SHUTDOWN_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static @Nullable TestServer shared;

	private final RunningServer running;

	private final Set<String> databases = new HashSet<>();

	private final Set<String> awaited = new HashSet<>();

	private boolean stopped;

	private TestServer(RunningServer running) {
		this.running = running;
	}

	static synchronized TestServer shared() {
		if (shared == null) {
			TestServer server = new TestServer(TestDatabaseChoice.fromEnvironment().start());
			Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "sourcery-test-database-stop"));
			shared = server;
		}
		return shared;
	}

	String jdbcUrl(String database) {
		return DatabaseUrl.parse(this.running.jdbcUrl()).withDatabase(database).toString();
	}

	String username() {
		return this.running.username();
	}

	String password() {
		return this.running.password();
	}

	String description() {
		return this.running.description();
	}

	String create(String template) {
		String name = "test_" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
		synchronized (this) {
			if (this.stopped) {
				throw new TestDatabaseException("The JVM is ending: no more test databases can be created.", null);
			}
			this.databases.add(name);
		}
		execute("create database " + name + " template " + template + this.running.copyOption());
		return name;
	}

	void drop(String database) {
		synchronized (this) {
			if (this.stopped || !this.databases.remove(database)) {
				return;
			}
		}
		try {
			execute(endConnections(database), dropDatabase(database));
		}
		finally {
			synchronized (this) {
				this.awaited.remove(database);
				notifyAll();
			}
		}
	}

	synchronized void awaitAtShutdown(String database) {
		if (this.databases.contains(database)) {
			this.awaited.add(database);
		}
	}

	// "drop database" checks for connections every 100 ms only, and those of a pool that
	// was closed immediately before still exist for some milliseconds
	private static String endConnections(String database) {
		return """
				do $$
				begin
				    perform pg_terminate_backend(pid)
				    from pg_stat_activity
				    where datname = '%1$s' and usename = current_user;
				    for attempt in 1..50 loop
				        perform pg_stat_clear_snapshot();
				        exit when not exists (select from pg_stat_activity where datname = '%1$s');
				        perform pg_sleep(0.002);
				    end loop;
				end
				$$
				""".formatted(database);
	}

	private static String dropDatabase(String database) {
		return "drop database if exists " + database + " with (force)";
	}

	private void execute(String... statements) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(this.running.jdbcUrl());
		dataSource.setUser(username());
		dataSource.setPassword(password());
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
		catch (SQLException ex) {
			throw new TestDatabaseException("The test database server (%s=%s) at %s refused '%s': %s".formatted(
					TestDatabaseChoice.ENVIRONMENT_VARIABLE, TestDatabaseChoice.fromEnvironment(),
					this.running.jdbcUrl(), String.join("; ", statements), ex.getMessage()), ex);
		}
	}

	private void stop() {
		awaitOwners();
		Set<String> remaining;
		synchronized (this) {
			this.stopped = true;
			remaining = Set.copyOf(this.databases);
		}
		if (this.running.outlivesTheJvm()) {
			remaining.forEach((database) -> execute(dropDatabase(database)));
		}
		this.running.stop();
	}

	private synchronized void awaitOwners() {
		long end = System.nanoTime() + SHUTDOWN_PATIENCE_NANOS;
		try {
			for (long left = SHUTDOWN_PATIENCE_NANOS; !this.awaited.isEmpty()
					&& left > 0; left = end - System.nanoTime()) {
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
