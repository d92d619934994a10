package dev.sourcery.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a developer reads of the embedded server, and the port it has.
 */
@ExtendWith({ PreparedDirectory.Extension.class, OutputCaptureExtension.class })
@Timeout(120)
class EmbeddedPostgresLogTests {

	@TempDir
	private Path directory;

	@Test
	void theLogHasTwoLinesForAStartAndNoneForTheEnd(CapturedOutput output) {
		start().close();
		assertThat(lines(output)).satisfiesExactly(
				(line) -> assertThat(line).contains("for the first time").contains(this.directory.toString()),
				(line) -> assertThat(line).contains("is ready: PGPASSFILE=")
					.contains("psql -h localhost -p ")
					.contains("-U app app"));
	}

	@Test
	void whenTheApplicationAsksForTheLinesOfTheLibraryTheyAreLogged(PreparedDirectory prepared, CapturedOutput output)
			throws IOException {
		prepared.copyTo(this.directory);
		start("logging.level.io.zonky.test.db.postgres=info").close();
		assertThat(output).contains("shut down postmaster");
	}

	@Test
	void whenTheServerIsStartedAgainItKeepsItsPort(PreparedDirectory prepared, CapturedOutput output)
			throws IOException {
		prepared.copyTo(this.directory);
		String first = url();
		assertThat(url()).isEqualTo(first);
		assertThat(output).contains("Starting the embedded PostgreSQL on its data in " + this.directory);
	}

	@Test
	void whenThePortIsTakenAtTheNextStartTheServerGetsAnotherAndKeepsThat(PreparedDirectory prepared,
			CapturedOutput output) throws IOException {
		prepared.copyTo(this.directory);
		String first = url();
		String second;
		int port = Integer.parseInt(first.replaceAll(".*:(\\d+)/.*", "$1"));
		try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			second = url();
			assertThat(taken.isBound()).isTrue();
		}
		assertThat(second).isNotEqualTo(first);
		assertThat(output.getAll().lines()).filteredOn((line) -> line.contains("Port " + port + " is in use"))
			.hasSize(1);
		assertThat(url()).isEqualTo(second);
	}

	private String url() {
		try (ConfigurableApplicationContext context = start()) {
			return context.getBean(EmbeddedPostgresServer.class).jdbcUrl();
		}
	}

	private ConfigurableApplicationContext start(String... properties) {
		return BookkeepingApplication.start(this.directory.toString(), properties);
	}

	private static Iterable<String> lines(CapturedOutput output) {
		return output.getAll()
			.lines()
			.filter((line) -> line.contains("dev.sourcery.embedded") || line.contains("d.s.embedded")
					|| line.contains("zonky") || line.contains("z.t.d.p"))
			.toList();
	}

}
