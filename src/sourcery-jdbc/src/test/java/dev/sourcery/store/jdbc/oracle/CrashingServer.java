package dev.sourcery.store.jdbc.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;

/**
 * A server of its own that is killed now and then, all its processes at once, and started
 * again on its data.
 */
final class CrashingServer implements Runnable, AutoCloseable {

	private final Path data;

	private EmbeddedPostgres postgres;

	private int crashes;

	private CrashingServer(Path data) throws IOException {
		this.data = data;
		this.postgres = builder().start();
	}

	static CrashingServer start(Path directory) throws IOException {
		return new CrashingServer(directory.resolve("data"));
	}

	private EmbeddedPostgres.Builder builder() throws IOException {
		Path binaries = Files
			.createDirectories(Path.of(System.getProperty("user.home"), ".cache", "sourcery", "postgresql"));
		return EmbeddedPostgres.builder()
			.setDataDirectory(this.data)
			.setCleanDataDirectory(false)
			.setOverrideWorkingDirectory(binaries.toFile())
			.setRegisterShutdownHook(false)
			.setPGStartupWait(Duration.ofSeconds(60))
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("unix_socket_directories", "");
	}

	DataSource dataSource() {
		return this.postgres.getPostgresDatabase();
	}

	int crashes() {
		return this.crashes;
	}

	@Override
	public void run() {
		LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
		try {
			int port = this.postgres.getPort();
			kill();
			// it complains that it finds nothing to stop, and gives its lock free
			this.postgres.close();
			this.postgres = builder().setPort(port).start();
			this.crashes++;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void kill() throws IOException {
		long pid = Long.parseLong(Files.readAllLines(this.data.resolve("postmaster.pid")).get(0).strip());
		ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
		// the postmaster first: it would notice that the others die
		List<ProcessHandle> family = Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
		family.forEach(ProcessHandle::destroyForcibly);
		Awaitility.await().until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
	}

	@Override
	public void close() throws IOException {
		this.postgres.close();
	}

}
