package dev.sourcery.sample.bank;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The bank in a JVM of its own, so that it can be killed.
 */
final class BankProcess implements AutoCloseable {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private final Path directory;

	private volatile CompletableFuture<BankClient> client = new CompletableFuture<>();

	private Process process;

	private int starts;

	private volatile int port;

	BankProcess(Path directory) {
		this.directory = directory;
	}

	/**
	 * What an application is started with that keeps its data in a directory.
	 */
	static List<String> arguments(Path directory) {
		return List.of("--server.port=0", "--sourcery.embedded.directory=" + directory.resolve("postgresql"));
	}

	void start(String... more) throws IOException {
		Path log = this.directory.resolve("bank-%d.log".formatted(++this.starts));
		List<String> command = new ArrayList<>(
				List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m",
						// starts sooner; options of start(…) take precedence
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dbank.drain-time=0s", "-cp", classPath(),
						BankApplication.class.getName()));
		command.addAll(arguments(this.directory));
		command.addAll(List.of(more));
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		String port = await().atMost(Duration.ofMinutes(5)).until(() -> portIn(log), (found) -> found != null);
		this.port = Integer.parseInt(port);
		this.client.complete(new BankClient(this.port));
	}

	private static String classPath() {
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

	private String portIn(Path log) {
		String text = read(log);
		assertThat(this.process.isAlive()).as("The bank ended: %s", text).isTrue();
		return STARTED.matcher(text).results().map((MatchResult result) -> result.group(1)).findFirst().orElse(null);
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A client of the bank as it runs now; waits while it is down.
	 */
	BankClient client() {
		try {
			return this.client.get();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * Asks the bank to stop, as an operator would, and does not wait for it.
	 */
	void terminate() {
		this.client = new CompletableFuture<>();
		this.process.destroy();
	}

	void awaitEnd() {
		this.process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
	}

	String log() {
		return read(this.directory.resolve("bank-%d.log".formatted(this.starts)));
	}

	void kill() {
		this.client = new CompletableFuture<>();
		this.process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Stops the bank as an operator would, its database too.
	 */
	@Override
	public void close() {
		if (this.process != null) {
			terminate();
			awaitEnd();
		}
	}

}
