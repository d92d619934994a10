package dev.sourcery.embedded;

import java.io.IOException;
import java.sql.SQLException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that stores its data in a directory and belongs to this process. A
 * server left behind by a killed process is stopped and its data is reused.
 */
final class EmbeddedPostgresServer implements AutoCloseable {

	static final String USER = "app";

	static final String DATABASE = "app";

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedPostgresServer.class);

	private final EmbeddedPostgresProperties properties;

	private final ServerDirectory directory;

	private final DirectoryLock lock;

	private final EmbeddedPostgres postgres;

	private final Passwords passwords;

	private EmbeddedPostgresServer(EmbeddedPostgresProperties properties, ServerDirectory directory, DirectoryLock lock,
			EmbeddedPostgres postgres, Passwords passwords) {
		this.properties = properties;
		this.directory = directory;
		this.lock = lock;
		this.postgres = postgres;
		this.passwords = passwords;
	}

	/**
	 * Starts the server, on the data of the directory or, if there is none, on new data.
	 * @param properties the properties of the server
	 * @return the running server
	 * @throws EmbeddedPostgresException if the server cannot be started
	 */
	static EmbeddedPostgresServer start(EmbeddedPostgresProperties properties) {
		ServerDirectory directory = ServerDirectory.open(properties.directory());
		DirectoryLock lock = DirectoryLock.acquire(directory);
		try {
			logger.info(directory.hasData() ? "Starting the embedded PostgreSQL on its data in {}"
					: "Starting the embedded PostgreSQL for the first time, which takes some seconds: creating its data in {}",
					directory.root());
			Passwords passwords = ServerData.prepare(properties, directory);
			EmbeddedPostgresProperties chosen = properties.onPort(ServerPort.choose(properties, directory));
			EmbeddedPostgres postgres = new ServerStart(chosen, directory, directory.data(), passwords.superuser())
				.start();
			ServerPort.remember(directory, postgres.getPort());
			EmbeddedPostgresServer server = new EmbeddedPostgresServer(properties, directory, lock, postgres,
					passwords);
			logger.info("The embedded PostgreSQL is ready: PGPASSFILE={} psql -h localhost -p {} -U {} {}",
					forShell(directory.passwords().toString()), postgres.getPort(), USER, DATABASE);
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

	private static String forShell(String path) {
		return path.matches("[A-Za-z0-9_./-]*") ? path : "'" + path.replace("'", "'\\''") + "'";
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

	String password() {
		return this.passwords.user();
	}

	/**
	 * Stops the server, which ends the connections that are still open, and releases the
	 * lock on the directory.
	 * @throws IOException if the lock cannot be released
	 * @throws EmbeddedPostgresStartException if the server does not stop
	 */
	@Override
	public void close() throws IOException {
		try (this.lock) {
			this.postgres.close();
			ServerData.awaitStopped(this.properties, this.directory, this.directory.data());
		}
	}

}
