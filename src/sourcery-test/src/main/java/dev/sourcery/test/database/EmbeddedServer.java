package dev.sourcery.test.database;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * A server from the embedded binaries, configured for speed rather than durability. The
 * server and the files left behind by a killed JVM are removed by later JVMs.
 */
final class EmbeddedServer implements RunningServer {

	private static final String WORKING_DIRECTORY = "ot.epg.working-dir";

	private static final int FIRST_WITH_SCRAM_ITERATIONS = 16;

	private final EmbeddedPostgres postgres;

	private final Path log;

	private final String password;

	private EmbeddedServer(EmbeddedPostgres postgres, Path log, String password) {
		this.postgres = postgres;
		this.log = log;
		this.password = password;
	}

	static EmbeddedServer start() {
		String name = UUID.randomUUID().toString();
		try {
			Path cache = cache();
			Path directory = Files.createDirectories(cache.resolve("test-servers"));
			Path binaries = Files.createDirectories(cache.resolve("postgresql"));
			Path log = directory.resolve(name + ".log");
			String password = UUID.randomUUID().toString();
			// in a directory that is accessible only to this user
			Path passwordFile = Files.writeString(directory.resolve(name + ".password"), password);
			try {
				return start(builder(directory).setDataDirectory(directory.resolve(name))
					.setOverrideWorkingDirectory(binaries.toFile())
					// other users of this machine must not become superuser, which can
					// run programs; these two become options of initdb, after those of
					// the library, and override them
					.setLocaleConfig("auth", "scram-sha-256")
					.setLocaleConfig("pwfile", passwordFile.toString())
					.setConnectConfig("password", password), log, password);
			}
			finally {
				Files.delete(passwordFile);
			}
		}
		catch (IOException ex) {
			throw new TestDatabaseException("The directory for the embedded PostgreSQL cannot be created: " + ex, ex);
		}
	}

	private static EmbeddedServer start(EmbeddedPostgres.Builder builder, Path log, String password) {
		Redirect toLog = Redirect.appendTo(log.toFile());
		try {
			int version = PostgresBinaries.majorVersion();
			LocaleOptions.of(version).forEach(builder::setLocaleConfig);
			if (version >= FIRST_WITH_SCRAM_ITERATIONS) {
				// the default of 4096 protects passwords that can be guessed; each
				// connection takes ten milliseconds longer with it
				builder.setLocaleConfig("set", "scram_iterations=1");
			}
			EmbeddedPostgres postgres = builder.setRegisterShutdownHook(false)
				.setPGStartupWait(Duration.ofSeconds(60))
				.setOutputRedirector(toLog)
				.setErrorRedirector(toLog)
				.setServerConfig("full_page_writes", "off")
				.setServerConfig("max_connections", "200")
				.setServerConfig("max_prepared_transactions", "10")
				.setServerConfig("unix_socket_directories", "")
				.start();
			return new EmbeddedServer(postgres, log, password);
		}
		catch (IOException | RuntimeException ex) {
			throw new TestDatabaseException(
					("The embedded PostgreSQL for tests did not start; its log is %s. PostgreSQL does not run as root "
							+ "where user namespaces are forbidden: run the tests as an ordinary user then, or set %s "
							+ "to testcontainers or to a JDBC URL.")
						.formatted(log, TestDatabaseChoice.ENVIRONMENT_VARIABLE),
					ex);
		}
	}

	// This property is the only way to set the directory in which the library looks for
	// data of dead processes. Its default is one directory for all users, in which users
	// cannot access the files of each other.
	private static EmbeddedPostgres.Builder builder(Path directory) {
		String before = System.getProperty(WORKING_DIRECTORY);
		System.setProperty(WORKING_DIRECTORY, directory.toString());
		try {
			return EmbeddedPostgres.builder();
		}
		finally {
			restore(before);
		}
	}

	private static void restore(@Nullable String before) {
		if (before == null) {
			System.clearProperty(WORKING_DIRECTORY);
		}
		else {
			System.setProperty(WORKING_DIRECTORY, before);
		}
	}

	// Private to the user: the library makes the directory it unpacks to writable for all
	// users.
	private static Path cache() throws IOException {
		Path home = Path.of(System.getProperty("user.home", ""));
		if (!home.isAbsolute() || !Files.isWritable(home)) {
			return Files.createTempDirectory("sourcery-");
		}
		Path cache = Files.createDirectories(home.resolve(".cache/sourcery"));
		PosixFileAttributeView posix = Files.getFileAttributeView(cache, PosixFileAttributeView.class);
		if (posix != null) {
			posix.setPermissions(PosixFilePermissions.fromString("rwx------"));
		}
		return cache;
	}

	@Override
	public String jdbcUrl() {
		return "jdbc:postgresql://localhost:%d/postgres".formatted(this.postgres.getPort());
	}

	@Override
	public String username() {
		return "postgres";
	}

	@Override
	public String password() {
		return this.password;
	}

	@Override
	public String description() {
		return "embedded PostgreSQL at localhost:" + this.postgres.getPort();
	}

	@Override
	public boolean outlivesTheJvm() {
		return false;
	}

	// the default writes each page to the write-ahead log, which takes 50 % longer
	@Override
	public String copyOption() {
		return " strategy file_copy";
	}

	@Override
	public void stop() {
		try {
			this.postgres.close();
			Files.deleteIfExists(this.log);
		}
		catch (IOException ex) {
			throw new TestDatabaseException("The embedded PostgreSQL for tests did not stop.", ex);
		}
	}

}
