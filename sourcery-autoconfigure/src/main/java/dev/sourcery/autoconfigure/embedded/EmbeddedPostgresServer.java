package dev.sourcery.autoconfigure.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that keeps its data in a directory and belongs to this process. A
 * server that a killed process left behind is stopped and its data used again.
 */
final class EmbeddedPostgresServer implements AutoCloseable {

	static final String USER = "app";

	static final String DATABASE = "app";

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedPostgresServer.class);

	private final EmbeddedPostgresProperties properties;

	private final ServerDirectory directory;

	private final DirectoryLock lock;

	private final EmbeddedPostgres postgres;

	private EmbeddedPostgresServer(EmbeddedPostgresProperties properties, ServerDirectory directory, DirectoryLock lock,
			EmbeddedPostgres postgres) {
		this.properties = properties;
		this.directory = directory;
		this.lock = lock;
		this.postgres = postgres;
	}

	/**
	 * Starts the server, on the data of the directory or, if there is none, on new data.
	 * @param properties what to start
	 * @return the running server
	 * @throws EmbeddedPostgresException if it cannot be started
	 */
	static EmbeddedPostgresServer start(EmbeddedPostgresProperties properties) {
		ServerDirectory directory = ServerDirectory.open(properties.directory());
		DirectoryLock lock = DirectoryLock.acquire(directory);
		try {
			EmbeddedPostgresServer server = new EmbeddedPostgresServer(properties, directory, lock,
					startLocked(properties, directory));
			logger.info(
					"Embedded PostgreSQL keeps its data in {} and answers at {} as user {}: "
							+ "psql -h localhost -p {} -U {} {}",
					directory.root(), server.jdbcUrl(), USER, server.postgres.getPort(), USER, DATABASE);
			return server;
		}
		catch (IOException | SQLException ex) {
			release(lock, ex);
			throw new EmbeddedPostgresStartException(directory.root(), String.valueOf(ex.getMessage()), ex);
		}
		catch (RuntimeException ex) {
			release(lock, ex);
			throw ex;
		}
	}

	private static EmbeddedPostgres startLocked(EmbeddedPostgresProperties properties, ServerDirectory directory)
			throws IOException, SQLException {
		stopLeftBehind(properties, directory, directory.data());
		stopLeftBehind(properties, directory, directory.unfinishedData());
		directory.discardLog();
		if (!directory.hasData()) {
			createData(properties, directory);
		}
		return new ServerStart(properties, directory, directory.data()).start();
	}

	private static void createData(EmbeddedPostgresProperties properties, ServerDirectory directory)
			throws IOException, SQLException {
		directory.discardUnfinishedData();
		Path unfinished = directory.unfinishedData();
		try (EmbeddedPostgres postgres = new ServerStart(properties, directory, unfinished).start();
				Connection connection = postgres.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			// no superuser, so that what works here works on a server of a company too
			statement.execute("create role " + USER + " login");
			statement.execute("create database " + DATABASE + " owner " + USER);
		}
		awaitStopped(properties, directory, unfinished);
		directory.finishData();
	}

	private static void stopLeftBehind(EmbeddedPostgresProperties properties, ServerDirectory directory, Path data)
			throws IOException {
		Optional<Postmaster> leftBehind = Postmaster.of(data);
		if (leftBehind.isPresent()) {
			long pid = leftBehind.get().pid();
			logger.info("Stopping the PostgreSQL server (process {}) that was left running in {}", pid, data);
			boolean stopped = uninterrupted(directory, () -> leftBehind.get().stop(properties.startupTimeout()));
			if (!stopped) {
				throw stillRunning(directory, pid);
			}
		}
	}

	private static void awaitStopped(EmbeddedPostgresProperties properties, ServerDirectory directory, Path data)
			throws IOException {
		Optional<Postmaster> stopping = Postmaster.of(data);
		if (stopping.isPresent()
				&& !uninterrupted(directory, () -> stopping.get().awaitEnd(properties.startupTimeout()))) {
			throw stillRunning(directory, stopping.get().pid());
		}
	}

	private static EmbeddedPostgresStartException stillRunning(ServerDirectory directory, long pid) {
		return new EmbeddedPostgresStartException(directory.root(),
				"a PostgreSQL server still runs there as process %d and does not stop.".formatted(pid), null);
	}

	private static boolean uninterrupted(ServerDirectory directory, Waiting waiting) {
		try {
			return waiting.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new EmbeddedPostgresStartException(directory.root(), "interrupted while waiting for it.", ex);
		}
	}

	private static void release(DirectoryLock lock, Exception cause) {
		try {
			lock.close();
		}
		catch (IOException ex) {
			cause.addSuppressed(ex);
		}
	}

	String jdbcUrl() {
		return "jdbc:postgresql://localhost:%d/%s".formatted(this.postgres.getPort(), DATABASE);
	}

	/**
	 * Stops the server, which ends the connections that are still open, and gives the
	 * directory free.
	 * @throws IOException if the lock cannot be released
	 * @throws EmbeddedPostgresStartException if the server does not stop
	 */
	@Override
	public void close() throws IOException {
		try (this.lock) {
			this.postgres.close();
			awaitStopped(this.properties, this.directory, this.directory.data());
		}
	}

	private interface Waiting {

		boolean await() throws InterruptedException;

	}

}
