package dev.sourcery.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * A single start of the server on a data directory, which is created if it is missing.
 */
final class ServerStart {

	private final EmbeddedPostgresProperties properties;

	private final ServerDirectory directory;

	private final Path data;

	private final @Nullable String password;

	/**
	 * Prepares the start.
	 * @param properties the properties of the server
	 * @param directory the directory of the server
	 * @param data the data directory
	 * @param password the password of the superuser, or {@code null} if it needs none
	 */
	ServerStart(EmbeddedPostgresProperties properties, ServerDirectory directory, Path data,
			@Nullable String password) {
		this.properties = properties;
		this.directory = directory;
		this.data = data;
		this.password = password;
	}

	/**
	 * Starts the server and waits until it accepts connections.
	 * @return the server
	 * @throws IOException if a file cannot be read or written
	 * @throws EmbeddedPostgresException if the server does not start
	 */
	EmbeddedPostgres start() throws IOException {
		checkPort();
		EmbeddedPostgres.Builder builder = builder();
		FutureTask<EmbeddedPostgres> start = new FutureTask<>(builder::start);
		Thread thread = new Thread(start, "embedded-postgresql-start");
		thread.setDaemon(true);
		thread.start();
		try {
			return await(start, thread);
		}
		catch (ExecutionException ex) {
			stopHalfStarted();
			throw failure(ex.getCause());
		}
		catch (InterruptedException ex) {
			thread.interrupt();
			Thread.currentThread().interrupt();
			throw new EmbeddedPostgresStartException(this.directory.root(), "interrupted while waiting for it.", ex);
		}
	}

	// The library retries to connect until the timeout. If the log of the server contains
	// a failed start, an interrupt ends these retries.
	private EmbeddedPostgres await(FutureTask<EmbeddedPostgres> start, Thread thread)
			throws IOException, InterruptedException, ExecutionException {
		boolean refused = false;
		while (true) {
			try {
				EmbeddedPostgres postgres = start.get(50, TimeUnit.MILLISECONDS);
				if (refused) {
					postgres.close();
					throw failure(null);
				}
				return postgres;
			}
			catch (TimeoutException ex) {
				if (!refused && this.directory.logContains("pg_ctl: could not start server")) {
					refused = true;
					thread.interrupt();
				}
			}
		}
	}

	private EmbeddedPostgres.Builder builder() throws IOException {
		Path binaries = BinariesDirectory.locate(this.directory.root().resolve("binaries"));
		Redirect log = Redirect.appendTo(this.directory.log().toFile());
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setDataDirectory(this.data)
			.setCleanDataDirectory(false)
			// the application context stops the server, after the beans that use it
			.setRegisterShutdownHook(false)
			.setOverrideWorkingDirectory(binaries.toFile())
			.setPort(this.properties.port())
			.setPGStartupWait(this.properties.startupTimeout())
			.setOutputRedirector(log)
			.setErrorRedirector(log)
			// the defaults of the library for these settings are for temporary data
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("max_connections", "100")
			// servers of two users would conflict on the files of these sockets
			.setServerConfig("unix_socket_directories", "");
		this.properties.serverSettings().forEach(builder::setServerConfig);
		if (!Files.exists(this.data)) {
			LocaleOptions.of(PostgresBinaries.majorVersion()).forEach(builder::setLocaleConfig);
		}
		if (this.password != null) {
			builder.setConnectConfig("password", this.password)
				// these two become options of initdb too, after those of the library, and
				// override them
				.setLocaleConfig("auth", "scram-sha-256")
				.setLocaleConfig("pwfile", this.directory.initialPassword().toString());
		}
		return builder;
	}

	private void checkPort() {
		int port = this.properties.port();
		if (port == 0) {
			return;
		}
		try {
			ServerPort.requireFree(port);
		}
		catch (IOException ex) {
			throw new EmbeddedPostgresStartException(this.directory.root(),
					"port %d is not free (%s).".formatted(port, ex.getMessage()),
					"Stop the process that listens on this port, or set sourcery.embedded.port to another port or to 0 for any free one.",
					ex);
		}
	}

	private void stopHalfStarted() throws IOException {
		try {
			Optional<Postmaster> postmaster = Postmaster.of(this.data);
			if (postmaster.isPresent()) {
				postmaster.get().stop(this.properties.startupTimeout());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private EmbeddedPostgresException failure(@Nullable Throwable cause) throws IOException {
		Path root = this.directory.root();
		if (this.directory.logContains("database files are incompatible with server")) {
			return new EmbeddedPostgresVersionException(root, this.directory.dataVersion());
		}
		if (this.directory.logContains("cannot be run as root")) {
			return new EmbeddedPostgresStartException(root,
					"PostgreSQL refuses to run as root, and this system does not permit the user namespace (unshare -U) "
							+ "that is required to run it nevertheless.",
					"Run the application as an ordinary user, or permit user namespaces, or use a PostgreSQL server of "
							+ "your own by setting spring.datasource.url.",
					cause);
		}
		if (this.directory.logContains("password authentication failed for user \"" + Passwords.SUPERUSER)) {
			return new EmbeddedPostgresStartException(root, reason(cause),
					"If the passwords in %s are not those of the data, delete that file: the next start sets new ones."
						.formatted(this.directory.passwords()),
					cause);
		}
		return new EmbeddedPostgresStartException(root, reason(cause), cause);
	}

	private String reason(@Nullable Throwable cause) {
		String log = this.directory.logTail();
		String reason = (cause != null) ? String.valueOf(cause.getMessage()) : "pg_ctl could not start the server.";
		if (log.isEmpty()) {
			return reason;
		}
		return "%s%nThe end of its log %s:%n%n%s".formatted(reason, this.directory.log(), log);
	}

}
