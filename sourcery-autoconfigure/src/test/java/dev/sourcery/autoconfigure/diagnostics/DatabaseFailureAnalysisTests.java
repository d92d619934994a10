package dev.sourcery.autoconfigure.diagnostics;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that do not start, and what their users read then.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseFailureAnalysisTests extends FailureAnalysisFixture {

	private static final String WITHOUT_EMBEDDED = "sourcery.embedded.enabled=false";

	@Test
	void whenThereIsNoDatabase(CapturedOutput output) {
		fail(Plain.class, WITHOUT_EMBEDDED, WITHOUT_H2);
		assertThat(output).contains("The event store has no database: there is no DataSource.")
			.contains("set spring.datasource.url to a PostgreSQL database")
			.contains("dev.sourcery:sourcery-embedded-postgres")
			.contains("sourcery.enabled=false");
	}

	@Test
	void whenOnlyTheUserOfADatabaseIsConfigured(CapturedOutput output) {
		fail(Plain.class, "spring.datasource.username=ada", WITHOUT_H2);
		assertThat(output).contains("The event store has no database")
			.contains("set spring.datasource.url to a PostgreSQL database");
	}

	@Test
	void whenTheUrlOfTheDatabaseIsEmpty(CapturedOutput output) {
		fail(Plain.class, "spring.datasource.url=${BANK_DATABASE_URL:}", WITHOUT_H2);
		assertThat(output).contains("The event store has no database: spring.datasource.url is set, but empty.")
			.contains("if it comes from an environment variable, this variable is not set");
	}

	@Test
	void whenTheUrlOfTheDatabaseIsEmptyAndThereIsNoEmbeddedServer(CapturedOutput output) {
		fail(Plain.class, "spring.datasource.url=", WITHOUT_EMBEDDED, WITHOUT_H2);
		assertThat(output).contains("spring.datasource.url is set, but empty.");
	}

	@Test
	void whenTheDatabaseIsNoPostgresql(CapturedOutput output) {
		fail(Plain.class, WITHOUT_EMBEDDED);
		assertThat(output).contains("The database is H2, but sourcery needs PostgreSQL 14 or later.");
	}

	@Test
	void whenTheDatabaseCannotBeReached(CapturedOutput output) throws IOException {
		fail(Plain.class, "spring.datasource.url=jdbc:postgresql://localhost:" + unusedPort() + "/bank");
		assertThat(output).contains("The database cannot be reached: Connection to localhost:")
			.contains("Check that PostgreSQL runs there");
	}

	@Test
	void whenTheHostOfTheDatabaseIsUnknown(CapturedOutput output) {
		fail(Plain.class, "spring.datasource.url=jdbc:postgresql://nowhere.invalid/bank");
		assertThat(output).contains("The database cannot be reached").contains("nowhere.invalid");
	}

	@Test
	void whenTheUserIsUnknown(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			fail(Plain.class, "spring.datasource.url=" + database.jdbcUrl(), "spring.datasource.username=stranger",
					"spring.datasource.password=secret-word");
		}
		assertThat(output).contains("The database refuses the user")
			.contains("stranger")
			.contains("spring.datasource.password")
			.doesNotContain("secret-word");
	}

	@Test
	void whenThePasswordIsWrong(CapturedOutput output) throws IOException {
		try (RefusingServer server = new RefusingServer()) {
			fail(Plain.class, "spring.datasource.url=jdbc:postgresql://localhost:%d/bank".formatted(server.port()),
					"spring.datasource.username=ada", "spring.datasource.password=secret-word");
		}
		assertThat(output)
			.contains("The database refuses the user: FATAL: password authentication failed for user \"ada\"")
			.contains("Check spring.datasource.username and spring.datasource.password")
			.doesNotContain("secret-word");
	}

	@Test
	void whenTheDatabaseDoesNotExist(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			fail(Plain.class, "spring.datasource.url=" + database.jdbcUrl().replace(database.name(), "lost"),
					"spring.datasource.username=" + database.username(),
					"spring.datasource.password=" + database.password());
		}
		assertThat(output).contains("The database does not exist").contains("lost").contains("CREATE DATABASE");
	}

	@Test
	void whenTheServerIsTooOld(CapturedOutput output) {
		fail(OldServer.class);
		assertThat(output).contains("The database is PostgreSQL 13.4, but sourcery needs PostgreSQL 14 or later.")
			.contains("Upgrade the server");
	}

	@Test
	void whenTheServerOnlySpeaksAsPostgresqlDoes(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
			jdbc.execute("create schema pretence");
			jdbc.execute(
					"create function pretence.version() returns text language sql as $$ select 'PostgreSQL 15.2-YB-2025' $$");
			jdbc.execute("alter database %s set search_path = pretence, pg_catalog".formatted(database.name()));
			fail(Plain.class, properties(database, "spring.flyway.enabled=false"));
		}
		assertThat(output).contains("The database is 'PostgreSQL 15.2-YB-2025'.")
			.contains("Use PostgreSQL.")
			.doesNotContain("Upgrade the server");
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	static class OldServer extends Plain {

		@Bean
		DataSource dataSource() {
			return new OldServerDataSource(TestDatabase.create().dataSource());
		}

	}

	/**
	 * A server that says it is older than it is.
	 */
	static class OldServerDataSource extends DelegatingDataSource {

		OldServerDataSource(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			return lying(Connection.class, super.getConnection());
		}

		private static <T> T lying(Class<T> type, T target) {
			return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
					(proxy, method, arguments) -> {
						if (arguments != null && arguments[0] instanceof String sql) {
							arguments[0] = sql.replace("show server_version_num", "select '130004'")
								.replace("current_setting('server_version')", "'13.4'");
						}
						try {
							Object result = method.invoke(target, arguments);
							return (method.getReturnType() == Statement.class)
									? lying(Statement.class, (Statement) result) : result;
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					}));
		}

	}

}
