package dev.sourcery.test.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(120)
class TestDatabaseTests {

	@Test
	void databasesAreSeparate() throws SQLException {
		try (TestDatabase one = TestDatabase.create(); TestDatabase other = TestDatabase.create()) {
			execute(one.dataSource(), "create table note (text text)");
			execute(other.dataSource(), "create table note (text text)");
			assertThat(one.name()).isNotEqualTo(other.name());
		}
	}

	@Test
	void whenClosedTheDatabaseIsGoneWithItsConnections() throws SQLException {
		try (TestDatabase observer = TestDatabase.create()) {
			TestDatabase closed = TestDatabase.create();
			try (Connection open = closed.dataSource().getConnection()) {
				closed.close();
				closed.close();
				assertThat(open.isValid(5)).isFalse();
			}
			assertThat(number(observer.dataSource(),
					"select count(*) from pg_database where datname = '" + closed.name() + "'"))
				.isZero();
		}
	}

	@Test
	void whenATemplateIsUsedByManyAtOnceItIsPreparedOnce() throws Exception {
		AtomicInteger preparations = new AtomicInteger();
		TestDatabaseTemplate template = TestDatabaseTemplate.preparedBy((database) -> {
			preparations.incrementAndGet();
			execute(database, "create table note as select 42 as id");
		});
		assertThat(preparations).hasValue(0);
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Future<TestDatabase>> databases = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				databases.add(executor.submit(template::create));
			}
			for (Future<TestDatabase> database : databases) {
				try (TestDatabase copy = database.get(60, TimeUnit.SECONDS)) {
					assertThat(number(copy.dataSource(), "select id from note")).isEqualTo(42);
				}
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(preparations).hasValue(1);
	}

	@Test
	void whenThePreparationFailsItsErrorIsSeenAndItIsTriedAgain() {
		AtomicInteger preparations = new AtomicInteger();
		TestDatabaseTemplate template = TestDatabaseTemplate.preparedBy((database) -> {
			if (preparations.incrementAndGet() == 1) {
				throw new IllegalStateException("no such table");
			}
		});
		assertThatThrownBy(template::create).hasMessage("no such table");
		template.create().close();
	}

	@Test
	void whenAJvmEndsItLeavesNothingOnAServerThatStays() throws Exception {
		try (TestDatabase server = TestDatabase.create()) {
			String url = server.jdbcUrl() + "?user=" + server.username() + "&password=" + server.password()
					+ "&ApplicationName=tests";
			Process process = launch(url);
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(output).isZero();
			assertThat(output).contains("template=test_").contains("unclosed=test_").contains("answer=42");
			for (String name : output.lines().filter((line) -> line.contains("=test_")).toList()) {
				assertThat(number(server.dataSource(), "select count(*) from pg_database where datname = '"
						+ name.substring(name.indexOf('=') + 1) + "'"))
					.as(name)
					.isZero();
			}
		}
	}

	@Test
	void whenTheSwitchIsMalformedTheMessageNamesTheChoices() {
		assertThatExceptionOfType(TestDatabaseException.class)
			.isThrownBy(() -> new TestDatabaseChoice("postgres").start())
			.withMessageContaining("SOURCERY_TEST_DATABASE")
			.withMessageContaining("auto, embedded, testcontainers")
			.withMessageContaining("'postgres'");
	}

	@Test
	void theUrlOfAServerOnlyChangesItsDatabase() {
		assertThat(DatabaseUrl.parse("jdbc:postgresql://one:1,two:2/db?user=ada&ssl=true&password=secret")
			.withDatabase("other")).hasToString("jdbc:postgresql://one:1,two:2/other?ssl=true");
		assertThat(DatabaseUrl.parse("jdbc:postgresql:db").withDatabase("other")).hasToString("jdbc:postgresql:other");
		assertThat(DatabaseUrl.parse("jdbc:postgresql://[::1]/").withDatabase("other"))
			.hasToString("jdbc:postgresql://[::1]/other");
		assertThatExceptionOfType(TestDatabaseException.class)
			.isThrownBy(() -> new TestDatabaseChoice("jdbc:postgresql://host:port/db").start())
			.withMessageContaining("jdbc:postgresql://host:port/database?user=name&password=secret");
	}

	private static Process launch(String url) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				LeavingApplication.class.getName());
		builder.environment().putAll(Map.of("SOURCERY_TEST_DATABASE", url));
		return builder.redirectErrorStream(true).start();
	}

	static void execute(DataSource database, String sql) {
		try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static int number(DataSource database, String sql) throws SQLException {
		try (Connection connection = database.getConnection();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			assertThat(result.next()).isTrue();
			return result.getInt(1);
		}
	}

	/**
	 * Ends without closing its database.
	 */
	static class LeavingApplication {

		public static void main(String[] args) throws SQLException {
			TestDatabaseTemplate template = TestDatabaseTemplate.preparedBy((database) -> {
				execute(database, "create table note as select 42 as id");
				try (Connection connection = database.getConnection()) {
					System.out.println("template=" + connection.getCatalog());
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			});
			TestDatabase unclosed = template.create();
			System.out.println("unclosed=" + unclosed.name());
			System.out.println("answer=" + number(unclosed.dataSource(), "select id from note"));
		}

	}

}
