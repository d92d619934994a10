package dev.sourcery.embedded;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Other users of the machine reach the server, and must not get in.
 */
@ExtendWith({ PreparedDirectory.Extension.class, OutputCaptureExtension.class })
@Timeout(120)
class EmbeddedPostgresPasswordTests {

	// the first bytes of an answer: its type, its length and the kind of authentication
	private static final int ANSWER_BYTES = 9;

	private static final int SASL = 10;

	@TempDir
	private Path directory;

	@Test
	void whenAClientHasNoPasswordItIsRefusedOverTcp(PreparedDirectory prepared) throws IOException {
		prepared.copyTo(this.directory);
		try (ConfigurableApplicationContext context = start()) {
			for (String user : List.of("app", "postgres")) {
				for (String password : List.of("", "guess")) {
					assertThatExceptionOfType(SQLException.class).as(user)
						.isThrownBy(() -> connect(context, user, password))
						.withMessageContaining("password");
				}
			}
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void whenAClientComesThroughASocketOfTheFileSystemItNeedsAPassword(PreparedDirectory prepared) throws IOException {
		prepared.copyTo(this.directory);
		Path sockets = Files.createTempDirectory(Path.of("/tmp"), "s");
		try (ConfigurableApplicationContext context = start(
				"sourcery.embedded.server-settings.unix-socket-directories=" + sockets)) {
			String url = context.getBean(EmbeddedPostgresServer.class).jdbcUrl();
			String port = url.replaceAll(".*:(\\d+)/.*", "$1");
			assertThat(authentication(sockets.resolve(".s.PGSQL." + port))).isEqualTo(SASL);
		}
		Files.delete(sockets);
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void onlyTheOwnerCanReadThePasswordsTheLogAndTheDirectory() throws IOException {
		Path root = Files.createDirectory(this.directory.resolve("root"));
		Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
		try (ConfigurableApplicationContext context = BookkeepingApplication.start(root.toString())) {
			assertThat(context.isActive()).isTrue();
			assertThat(permissions(root.resolve("pgpass"))).isEqualTo("rw-------");
			assertThat(permissions(root.resolve("server.log"))).isEqualTo("rw-------");
			assertThat(permissions(root.resolve("data"))).isEqualTo("rwx------");
			assertThat(permissions(root)).isEqualTo("rwx------");
			assertThat(root.resolve("initial-password")).doesNotExist();
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aDirectoryThatHoldsOtherThingsKeepsItsPermissions(PreparedDirectory prepared) throws IOException {
		prepared.copyTo(this.directory);
		Files.writeString(this.directory.resolve("notes.txt"), "of the user");
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		start().close();
		assertThat(permissions(this.directory)).isEqualTo("rwxr-xr-x");
	}

	@Test
	void whatIsLoggedSaysWherePsqlFindsThePasswordAndDoesNotContainIt(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			Path file = this.directory.resolve("pgpass");
			String password = password(file, "app");
			assertThat(output).contains("PGPASSFILE=" + file + " psql -h localhost -p ")
				.doesNotContain(password)
				.doesNotContain(password(file, "postgres"));
			try (Connection connection = connect(context, "app", password)) {
				assertThat(connection.isValid(10)).isTrue();
			}
			assertThat(Files.readString(this.directory.resolve("server.log"))).doesNotContain(password);
		}
	}

	@Test
	void whenTheDataIsOfAnEarlierVersionItGetsPasswordsAndKeepsItsRows(PreparedDirectory prepared,
			CapturedOutput output) throws Exception {
		prepared.copyTo(this.directory);
		try (ConfigurableApplicationContext context = start()) {
			BookkeepingApplication.note(context, "kept");
		}
		asOfAnEarlierVersion();
		try (ConfigurableApplicationContext context = start()) {
			assertThat(BookkeepingApplication.notes(context)).containsExactly("kept");
			assertThat(output).contains("Setting passwords for the embedded PostgreSQL in " + this.directory);
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(context, "postgres", ""));
			connect(context, "postgres", password(this.directory.resolve("pgpass"), "postgres")).close();
		}
		try (ConfigurableApplicationContext context = start()) {
			assertThat(BookkeepingApplication.notes(context)).containsExactly("kept");
		}
	}

	@Test
	void whenSettingPasswordsWasInterruptedTheNextStartRepeatsIt(PreparedDirectory prepared) throws Exception {
		prepared.copyTo(this.directory);
		try (ConfigurableApplicationContext context = start()) {
			BookkeepingApplication.note(context, "kept");
		}
		// as a kill between the rules and the file, or before either of them, leaves it
		for (boolean rules : new boolean[] { true, false }) {
			Files.delete(this.directory.resolve("pgpass"));
			if (!rules) {
				new ClientAuthentication(this.directory.resolve("data")).trustSuperuser();
			}
			try (ConfigurableApplicationContext context = start()) {
				assertThat(BookkeepingApplication.notes(context)).containsExactly("kept");
				assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(context, "postgres", ""));
			}
		}
	}

	private void asOfAnEarlierVersion() throws IOException {
		Files.delete(this.directory.resolve("pgpass"));
		Files.writeString(this.directory.resolve("data/pg_hba.conf"), """
				# PostgreSQL Client Authentication Configuration File
				local   all             all                                     trust
				host    all             all             127.0.0.1/32            trust
				host    all             all             ::1/128                 trust
				""");
	}

	private ConfigurableApplicationContext start(String... properties) {
		return BookkeepingApplication.start(this.directory.toString(), properties);
	}

	private static Connection connect(ConfigurableApplicationContext context, String user, String password)
			throws SQLException {
		return DriverManager.getConnection(context.getBean(EmbeddedPostgresServer.class).jdbcUrl(), user, password);
	}

	private static String password(Path file, String user) throws IOException {
		return Files.readAllLines(file)
			.stream()
			.filter((line) -> line.startsWith("*:*:*:" + user + ":"))
			.map((line) -> line.substring(line.lastIndexOf(':') + 1))
			.findFirst()
			.orElseThrow();
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

	/**
	 * What the server demands of a superuser who comes through a socket; 0 is nothing.
	 */
	private static int authentication(Path socket) throws IOException {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(socket));
			byte[] parameters = "user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.US_ASCII);
			ByteBuffer startup = ByteBuffer.allocate(2 * Integer.BYTES + parameters.length);
			channel.write(startup.putInt(startup.capacity()).putInt(3 << 16).put(parameters).flip());
			ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
			while (answer.hasRemaining() && channel.read(answer) >= 0) {
				continue;
			}
			assertThat((char) answer.get(0)).isEqualTo('R');
			return answer.getInt(1 + Integer.BYTES);
		}
	}

}
