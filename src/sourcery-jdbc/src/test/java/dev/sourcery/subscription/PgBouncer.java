package dev.sourcery.subscription;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.sourcery.test.database.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PgBouncer in front of a database, where it is installed.
 */
final class PgBouncer implements AutoCloseable {

	static final int POOL_SIZE = 4;

	private final int port;

	private final Process process;

	private PgBouncer(int port, Process process) {
		this.port = port;
		this.process = process;
	}

	static PgBouncer start(TestDatabase database, String poolMode, Path directory) {
		Path program = Stream
			.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
			.map((path) -> Path.of(path, "pgbouncer"))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseGet(() -> Assumptions.abort("PgBouncer is not installed"));
		int port = freePort();
		try {
			Path settings = Files.writeString(directory.resolve("pgbouncer.ini"), settings(database, poolMode, port));
			List<String> command = new ArrayList<>(List.of(program.toString(), "-q", settings.toString()));
			if ("root".equals(System.getProperty("user.name"))) {
				// PgBouncer refuses to run as root; in a user namespace without a
				// mapping, root has no rights
				command.addAll(0, List.of("unshare", "--user"));
			}
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(directory.resolve("pgbouncer.log").toFile())
				.start();
			PgBouncer started = new PgBouncer(port, process);
			started.awaitReady();
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String settings(TestDatabase database, String poolMode, int port) {
		PGSimpleDataSource server = new PGSimpleDataSource();
		server.setUrl(database.jdbcUrl());
		return """
				[databases]
				%s = host=%s port=%d user=%s password='%s'

				[pgbouncer]
				listen_addr = 127.0.0.1
				listen_port = %d
				unix_socket_dir =
				auth_type = any
				pool_mode = %s
				default_pool_size = %d
				ignore_startup_parameters = extra_float_digits
				""".formatted(database.name(), server.getServerNames()[0], server.getPortNumbers()[0],
				database.username(), database.password(), port, poolMode, POOL_SIZE);
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void awaitReady() {
		Awaitility.await().ignoreExceptions().until(() -> {
			new Socket("127.0.0.1", this.port).close();
			return true;
		});
	}

	DataSource dataSource(TestDatabase database) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setServerNames(new String[] { "127.0.0.1" });
		dataSource.setPortNumbers(new int[] { this.port });
		dataSource.setDatabaseName(database.name());
		dataSource.setUser(database.username());
		return dataSource;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

}
