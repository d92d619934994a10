package dev.sourcery.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ExtendWith({ PreparedDirectory.Extension.class, OutputCaptureExtension.class })
@Timeout(120)
class EmbeddedPostgresServerTests {

	@TempDir
	private Path directory;

	private final List<Process> processes = new ArrayList<>();

	@AfterEach
	void endProcesses() throws Exception {
		for (Process process : this.processes) {
			kill(process);
		}
		Optional<Postmaster> leftBehind = Postmaster.of(this.directory.resolve("data"));
		if (leftBehind.isPresent()) {
			assertThat(leftBehind.get().stop(Duration.ofSeconds(30))).isTrue();
		}
	}

	@Test
	void whenTheApplicationIsRestartedItsDataIsThere() {
		try (ConfigurableApplicationContext context = start()) {
			BookkeepingApplication.note(context, "first");
		}
		assertThat(this.directory.resolve("data/postmaster.pid")).doesNotExist();
		try (ConfigurableApplicationContext context = start()) {
			assertThat(BookkeepingApplication.notes(context)).containsExactly("first");
		}
	}

	@Test
	void whenTheContextClosesTheServerOutlivesThePool(PreparedDirectory prepared, CapturedOutput output)
			throws IOException {
		prepared.copyTo(this.directory);
		ConfigurableApplicationContext context = start("logging.level.io.zonky.test.db.postgres=info");
		BookkeepingApplication.note(context, "first");
		AutoCloseable lastWords = () -> BookkeepingApplication.note(context, "last");
		((DefaultListableBeanFactory) context.getBeanFactory()).registerDisposableBean("lastWords", lastWords::close);
		context.getBeanFactory().registerDependentBean("dataSource", "lastWords");
		context.close();
		assertThat(output).containsSubsequence("Shutdown completed", "shut down postmaster");
		try (ConfigurableApplicationContext again = start()) {
			assertThat(BookkeepingApplication.notes(again)).containsExactly("first", "last");
		}
	}

	@Test
	void whenTheJvmWasKilledTheServerLeftBehindIsReplacedAndCommittedRowsAreThere(PreparedDirectory prepared)
			throws Exception {
		prepared.copyTo(this.directory);
		Process killed = startProcess("committed");
		ProcessHandle leftBehind = postmaster();
		kill(killed);
		assertThat(leftBehind.isAlive()).as("a server is left behind, or this test shows nothing").isTrue();
		try (ConfigurableApplicationContext context = start()) {
			assertThat(BookkeepingApplication.notes(context)).containsExactly("committed");
			assertThat(postmaster().pid()).isNotEqualTo(leftBehind.pid());
		}
	}

	@Test
	void whenJvmAndServerWereKilledCommittedRowsAreThere(PreparedDirectory prepared) throws Exception {
		prepared.copyTo(this.directory);
		Process killed = startProcess("committed");
		ProcessHandle server = postmaster();
		List<ProcessHandle> backends = server.descendants().toList();
		kill(killed);
		server.destroyForcibly();
		await().until(() -> backends.stream().noneMatch(ProcessHandle::isAlive));
		try (ConfigurableApplicationContext context = start()) {
			assertThat(BookkeepingApplication.notes(context)).containsExactly("committed");
		}
	}

	@Test
	void whenTheJvmWasKilledWhileItCreatedTheDataItIsCreatedAnew() throws Exception {
		Files.createDirectories(this.directory.resolve("data.unfinished"));
		Files.writeString(this.directory.resolve("data.unfinished/postgresql.conf"), "half a li");
		try (ConfigurableApplicationContext context = start()) {
			BookkeepingApplication.note(context, "first");
			assertThat(BookkeepingApplication.notes(context)).containsExactly("first");
		}
		assertThat(this.directory.resolve("data.unfinished")).doesNotExist();
	}

	@Test
	void whenTheProcessIdOfAKilledServerNowBelongsToAnotherProgramThatOneIsSpared(PreparedDirectory prepared)
			throws Exception {
		prepared.copyTo(this.directory);
		Process bystander = new ProcessBuilder("sleep", "300").start();
		this.processes.add(bystander);
		Files.writeString(this.directory.resolve("data/postmaster.pid"),
				"%d%n%s%n".formatted(bystander.pid(), this.directory.resolve("data")));
		try (ConfigurableApplicationContext context = start()) {
			BookkeepingApplication.note(context, "first");
		}
		assertThat(bystander.isAlive()).isTrue();
	}

	@Test
	void whenAnotherJvmUsesTheDirectoryTheStartIsRefusedAndTheOtherGoesOn(PreparedDirectory prepared,
			CapturedOutput output) throws Exception {
		prepared.copyTo(this.directory);
		Process other = startProcess("undisturbed");
		ProcessHandle server = postmaster();
		assertThatExceptionOfType(EmbeddedPostgresLockedException.class).isThrownBy(this::startUnwrapped)
			.satisfies((ex) -> assertThat(ex.directory()).isEqualTo(this.directory))
			.satisfies((ex) -> assertThat(ex.holder()).isEqualTo(other.pid()));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The embedded PostgreSQL in %s is in use by process %d.".formatted(this.directory, other.pid()))
			.contains("sourcery.embedded.directory");
		assertThat(other.isAlive()).isTrue();
		assertThat(server.isAlive()).isTrue();
	}

	@Test
	void whenAnotherContextOfThisJvmUsesTheDirectoryTheStartIsRefusedAndTheLockStaysHeld(PreparedDirectory prepared)
			throws Exception {
		prepared.copyTo(this.directory);
		try (ConfigurableApplicationContext first = start()) {
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(EmbeddedPostgresLockedException.class).isThrownBy(this::startUnwrapped)
					.withMessageContaining("another application context of this process");
			}
			Process other = launch("refused");
			assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(other.exitValue()).isNotZero();
			BookkeepingApplication.note(first, "undisturbed");
		}
	}

	@Test
	void whenTheDataIsOfAnotherMajorVersionTheStartIsRefused(PreparedDirectory prepared, CapturedOutput output)
			throws IOException {
		prepared.copyTo(this.directory);
		Files.writeString(this.directory.resolve("data/PG_VERSION"), "15\n");
		assertThatExceptionOfType(EmbeddedPostgresVersionException.class).isThrownBy(this::startUnwrapped)
			.satisfies((ex) -> assertThat(ex.dataVersion()).isEqualTo("15"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("was written by PostgreSQL 15")
			.contains("pg_dump")
			.contains("or delete " + this.directory);
	}

	@Test
	void whenTheServerRefusesToStartItsLogSaysWhyAndTheNextStartWorks(CapturedOutput output) {
		String setting = "sourcery.embedded.server-settings.work-mem=";
		assertThatExceptionOfType(EmbeddedPostgresStartException.class)
			.isThrownBy(() -> startUnwrapped(setting + "banana"))
			.withMessageContaining("invalid value for parameter \"work_mem\": \"banana\"");
		assertThat(output).contains("APPLICATION FAILED TO START").contains(this.directory.resolve("server.log") + "");
		start(setting + "8MB").close();
	}

	@Test
	void whenThePortIsTakenTheStartIsRefused() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(EmbeddedPostgresStartException.class)
				.isThrownBy(() -> startUnwrapped("sourcery.embedded.port=" + taken.getLocalPort()))
				.withMessageContaining("port %d is not free".formatted(taken.getLocalPort()))
				.satisfies((ex) -> assertThat(ex.advice()).contains("sourcery.embedded.port"));
		}
	}

	@Test
	void whenTheDirectoryCannotBeCreatedTheStartIsRefused() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "in the way");
		assertThatExceptionOfType(EmbeddedPostgresStartException.class)
			.isThrownBy(() -> startUnwrapped(file.resolve("below")))
			.withMessageContaining("cannot be created or written to")
			.satisfies((ex) -> assertThat(ex.directory()).isEqualTo(file.resolve("below")));
	}

	private ConfigurableApplicationContext start(String... properties) {
		return BookkeepingApplication.start(this.directory.toString(), properties);
	}

	private void startUnwrapped(String... properties) throws Throwable {
		startUnwrapped(this.directory, properties);
	}

	private void startUnwrapped(Path directory, String... properties) throws Throwable {
		try (ConfigurableApplicationContext context = BookkeepingApplication.start(directory.toString(), properties)) {
			assertThat(context.isRunning()).as("refused to start").isFalse();
		}
		catch (BeansException ex) {
			throw findRefusal(ex);
		}
	}

	private static Throwable findRefusal(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof EmbeddedPostgresException) {
				return cause;
			}
		}
		return failure;
	}

	private Process startProcess(String note) throws IOException {
		Process process = launch(note);
		BufferedReader output = process.inputReader();
		List<String> lines = new ArrayList<>();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			lines.add(line);
			if (line.equals("noted " + note)) {
				return process;
			}
		}
		throw new AssertionError("The application ended: " + String.join("\n", lines));
	}

	private Process launch(String note) throws IOException {
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				BookkeepingApplication.class.getName(), this.directory.toString(), note)
			.redirectErrorStream(true)
			.start();
		this.processes.add(process);
		return process;
	}

	private ProcessHandle postmaster() throws IOException {
		String pid = Files.readAllLines(this.directory.resolve("data/postmaster.pid")).get(0);
		return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
	}

	private static void kill(Process process) throws InterruptedException {
		process.destroyForcibly();
		assertThat(process.waitFor(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

}
