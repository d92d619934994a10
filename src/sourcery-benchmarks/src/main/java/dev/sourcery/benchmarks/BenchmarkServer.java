package dev.sourcery.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The server: either that of the environment variable, or an embedded server that is as
 * durable as a server in production. The server of the tests is not: it does not wait for
 * the disk.
 */
final class BenchmarkServer implements Closeable {

	static final String URL_VARIABLE = "SOURCERY_BENCHMARK_DATABASE";

	private final String url;

	private final Closeable server;

	private BenchmarkServer(String url, Closeable server) {
		this.url = url;
		this.server = server;
	}

	static BenchmarkServer start() {
		String url = System.getenv().getOrDefault(URL_VARIABLE, "");
		if (!url.isBlank()) {
			return new BenchmarkServer(url, () -> {
			});
		}
		try {
			EmbeddedPostgres embedded = embedded(Files.createDirectories(Path.of("target", "servers")));
			return new BenchmarkServer(embedded.getJdbcUrl("postgres", "postgres"), embedded);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The embedded PostgreSQL did not start; its log is in target/servers", ex);
		}
	}

	private static EmbeddedPostgres embedded(Path directory) throws IOException {
		// the only way to set the directory in which the library looks for data left
		// behind by killed runs
		System.setProperty("ot.epg.working-dir", directory.toAbsolutePath().toString());
		String name = UUID.randomUUID().toString();
		Redirect log = Redirect.appendTo(directory.resolve(name + ".log").toFile());
		return EmbeddedPostgres.builder()
			.setDataDirectory(directory.resolve(name))
			.setOverrideWorkingDirectory(directory.toAbsolutePath().resolve("binaries").toFile())
			.setPGStartupWait(Duration.ofSeconds(60))
			.setOutputRedirector(log)
			.setErrorRedirector(log)
			.setLocaleConfig("locale", "C")
			.setLocaleConfig("locale-provider", "builtin")
			.setLocaleConfig("builtin-locale", "C.UTF-8")
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("full_page_writes", "on")
			.setServerConfig("shared_buffers", "1GB")
			// a checkpoint during a round would slow down only the current contestant
			.setServerConfig("max_wal_size", "16GB")
			.setServerConfig("checkpoint_timeout", "30min")
			.setServerConfig("unix_socket_directories", "")
			.start();
	}

	String url() {
		return this.url;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
