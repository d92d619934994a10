package dev.sourcery.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares the data of a server for a start: no other server runs on the data, the data
 * exists, and connections require a password.
 */
final class ServerData {

	private static final Logger logger = LoggerFactory.getLogger(ServerData.class);

	private ServerData() {
	}

	/**
	 * Prepares the data of a directory whose lock is held.
	 * @param properties the properties of the server
	 * @param directory the directory of the server
	 * @return the passwords of the server
	 * @throws IOException if a file cannot be read or written
	 * @throws SQLException if the server refuses a statement
	 */
	static Passwords prepare(EmbeddedPostgresProperties properties, ServerDirectory directory)
			throws IOException, SQLException {
		stopLeftBehind(properties, directory, directory.data());
		stopLeftBehind(properties, directory, directory.unfinishedData());
		directory.beginLog();
		return directory.hasData() ? protect(properties, directory) : create(properties, directory);
	}

	private static Passwords create(EmbeddedPostgresProperties properties, ServerDirectory directory)
			throws IOException, SQLException {
		directory.discardUnfinishedData();
		Path unfinished = directory.unfinishedData();
		Passwords passwords = Passwords.generate();
		PrivateFiles.write(directory.initialPassword(), passwords.superuser());
		try (EmbeddedPostgres postgres = new ServerStart(properties, directory, unfinished, passwords.superuser())
			.start();
				Connection connection = postgres.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			// not a superuser, so that an application that works here also works on the
			// server of a company
			statement.execute("create role " + EmbeddedPostgresServer.USER + " login");
			setPassword(connection, EmbeddedPostgresServer.USER, passwords.user());
			statement.execute(
					"create database " + EmbeddedPostgresServer.DATABASE + " owner " + EmbeddedPostgresServer.USER);
		}
		finally {
			Files.deleteIfExists(directory.initialPassword());
		}
		awaitStopped(properties, directory, unfinished);
		new ClientAuthentication(unfinished).requirePasswords();
		passwords.write(directory.passwords());
		directory.finishData();
		return passwords;
	}

	/**
	 * Sets passwords if they are missing. Earlier versions allowed all users of the
	 * machine to connect. The rules and the file with the passwords are written after the
	 * passwords are set in the server: if one of them is missing, this method was
	 * interrupted and is repeated.
	 */
	private static Passwords protect(EmbeddedPostgresProperties properties, ServerDirectory directory)
			throws IOException, SQLException {
		Optional<Passwords> known = Passwords.read(directory.passwords());
		ClientAuthentication authentication = new ClientAuthentication(directory.data());
		if (known.isPresent() && authentication.requiresPasswords()) {
			return known.get();
		}
		logger.info("Setting passwords for the embedded PostgreSQL in {}", directory.root());
		Passwords passwords = known.orElseGet(Passwords::generate);
		String before = authentication.rules();
		try {
			authentication.trustSuperuser();
			setPasswords(properties.onPort(0), directory, passwords);
		}
		catch (IOException | SQLException | RuntimeException ex) {
			authentication.restore(before);
			throw ex;
		}
		authentication.requirePasswords();
		passwords.write(directory.passwords());
		return passwords;
	}

	private static void setPasswords(EmbeddedPostgresProperties properties, ServerDirectory directory,
			Passwords passwords) throws IOException, SQLException {
		try (EmbeddedPostgres postgres = new ServerStart(properties, directory, directory.data(), null).start();
				Connection connection = postgres.getPostgresDatabase().getConnection()) {
			setPassword(connection, Passwords.SUPERUSER, passwords.superuser());
			setPassword(connection, EmbeddedPostgresServer.USER, passwords.user());
		}
		awaitStopped(properties, directory, directory.data());
	}

	// the driver sends only a verifier, so no log of the server can contain the password
	private static void setPassword(Connection connection, String user, String password) throws SQLException {
		connection.unwrap(PGConnection.class).alterUserPassword(user, password.toCharArray(), "scram-sha-256");
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

	static void awaitStopped(EmbeddedPostgresProperties properties, ServerDirectory directory, Path data)
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

	private interface Waiting {

		boolean await() throws InterruptedException;

	}

}
