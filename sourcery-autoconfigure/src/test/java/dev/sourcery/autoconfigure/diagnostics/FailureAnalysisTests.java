package dev.sourcery.autoconfigure.diagnostics;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.References;
import dev.sourcery.autoconfigure.unusable.aggregatename.UnstorableName;
import dev.sourcery.autoconfigure.unusable.ambiguous.AmbiguousAggregate;
import dev.sourcery.autoconfigure.unusable.ambiguousprojection.AmbiguousProjection;
import dev.sourcery.autoconfigure.unusable.badprojection.Unregistered;
import dev.sourcery.autoconfigure.unusable.duplicate.Claims;
import dev.sourcery.autoconfigure.unusable.eventname.Unstorable;
import dev.sourcery.autoconfigure.unusable.noapply.WithoutApply;
import dev.sourcery.autoconfigure.unusable.twins.FirstTwin;
import dev.sourcery.autoconfigure.unusable.twohandlers.TwoHandlers;
import dev.sourcery.autoconfigure.unusable.unreadable.Anything;
import dev.sourcery.autoconfigure.unusable.voidhandler.VoidHandler;
import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.repository.Repository;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.test.autoconfigure.TestDatabaseAutoConfiguration;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Applications that do not start, and what their users read then.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	private static final String WITHOUT_EMBEDDED = "sourcery.embedded.enabled=false";

	// H2 and others are on the class path of this test only
	private static final String WITHOUT_H2 = "spring.datasource.embedded-database-connection=none";

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
			.contains("if it comes from an environment variable, that is not set");
	}

	@Test
	void whenTheUrlOfTheDatabaseIsEmptyAndThereIsNoEmbeddedServer(CapturedOutput output) {
		fail(Plain.class, "spring.datasource.url=", WITHOUT_EMBEDDED, WITHOUT_H2);
		assertThat(output).contains("spring.datasource.url is set, but empty.");
	}

	@Test
	void whenAProjectionBelongsToAnotherApplication(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			new SourcerySchema(database.dataSource(), "sourcery").migrate();
			new JdbcTemplate(database.dataSource()).execute("""
					insert into sourcery.projection_owners (name, projection_version, owner, projection_class)
					values ('idle', 1, 'bank', 'com.example.Idle')
					""");
			fail(WithProjection.class, properties(database, "spring.application.name=shop"));
		}
		assertThat(output)
			.contains("Projection 'idle' belongs to the application 'bank', but this is the application 'shop'.")
			.contains("sourcery.projections.owner=bank");
	}

	@Test
	void whenStoredEventsCannotBeReadAndThatIsToBeRefused(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			new SourcerySchema(database.dataSource(), "sourcery").migrate();
			new JdbcTemplate(database.dataSource()).execute("""
					insert into sourcery.events
					    (version, event_id, schema_version, aggregate_type, stream_id, event_type, metadata, payload)
					values (1, gen_random_uuid(), 3, 'account', '1', 'account.opened', '{}', '{}')
					""");
			fail(Plain.class, properties(database, "sourcery.events.unreadable=refuse"));
		}
		assertThat(output)
			.contains("Stored events of these types cannot be read: 'account.opened' version 3 (not registered).")
			.contains("put their @EventType names and versions back")
			.contains("sourcery.events.unreadable=warn");
	}

	@Test
	void whenABeanOfAnInTransactionProjectionAppendsInItsConstructor(CapturedOutput output) {
		fail(EarlyAppend.class);
		assertThat(output).contains("Events were appended during the creation of the beans")
			.contains("ApplicationRunner");
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

	@Test
	void whenTheSequenceOfPositionsIsChanged(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			new SourcerySchema(database.dataSource(), "sourcery").migrate();
			new JdbcTemplate(database.dataSource()).execute("alter sequence sourcery.event_position cache 10");
			fail(Plain.class, properties(database));
		}
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("has cache 10")
			.contains("Stop all writers and run: alter sequence sourcery.event_position");
	}

	@Test
	void whenTheTablesAreOfALaterVersion(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			new SourcerySchema(database.dataSource(), "sourcery").migrate();
			new JdbcTemplate(database.dataSource()).execute("""
					insert into sourcery.sourcery_schema_history
					    (installed_rank, version, description, type, script, installed_by, execution_time, success)
					values (99, '99', 'future', 'SQL', 'V99__future.sql', 'ada', 1, true)
					""");
			fail(Plain.class, properties(database));
		}
		assertThat(output).contains("The tables in PostgreSQL schema 'sourcery' have version 99")
			.contains("A newer sourcery has migrated them");
	}

	@Test
	void whenTheTablesAreMissingAndOnlyValidated(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			fail(Plain.class, properties(database, "sourcery.schema.mode=validate"));
		}
		assertThat(output).contains("The tables in PostgreSQL schema 'sourcery' have version 0")
			.contains("sourcery.schema.mode=migrate");
	}

	@Test
	void whenTheTransactionManagerIsOfAnotherDatabase(CapturedOutput output) {
		fail(OtherTransactionManager.class);
		assertThat(output).contains("does not manage the connections of the event store's DataSource")
			.contains("Configure both with the same DataSource");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					TwinAggregates    | is not a usable aggregate: its name 'twin' | Give one of them another name
					NoApply           | WithoutApply is not a usable aggregate     | @Apply
					SameCommandTwice  | TwoHandlers is not a usable aggregate      | Keep one of them
					ChangesItself     | command handler rename returns no events   | Return the events
					TwoMethods        | both take dev.sourcery.autoconfigure.unusable.ambiguous | Write an @Apply method for Corrected itself
					TwoHandlerMethods | event handlers onAudited(Audited) and onUndoable(Undoable) | Write an event handler for Corrected itself
					ForeignEvent      | Unregistered is not a usable projection    | Annotate the event with @EventType
					UnreadableField   | has the type ?, which does not say what to read | Name a concrete type
					DuplicateEvents   | Event type 'claimed                        | Give one of them another name
					EventName         | Unstorable is not a usable event: its type cannot be stored | Give it a stable name in @EventType
					AggregateName     | UnstorableName is not a usable aggregate: its name cannot be stored | Give it another name in @Aggregate
					""")
	void whenTheDomainIsUnusable(String application, String problem, String action, CapturedOutput output)
			throws ClassNotFoundException {
		fail(Class.forName(FailureAnalysisTests.class.getName() + "$" + application));
		assertThat(output).contains(problem).contains(action);
	}

	@ParameterizedTest
	@CsvSource({ "sourcery.projections.batch-size=0,positive batch size", "sourcery.retry.max-retries=-1,-1 retries",
			"sourcery.schema.name=Drop Table,lower-case letters", "sourcery.schema.mode=sometimes,sometimes" })
	void whenAPropertyIsOutOfRange(String property, String reason, CapturedOutput output) {
		fail(Plain.class, property, "sourcery.test.database.enabled=true");
		assertThat(output).contains(property.substring(0, property.lastIndexOf('.'))).contains(reason);
	}

	@Test
	void whenSourceryIsSwitchedOffTheFailuresOfOthersAreTheirs(CapturedOutput output) {
		fail(Plain.class, "sourcery.enabled=false", WITHOUT_H2, "spring.jpa.hibernate.ddl-auto=create",
				"sourcery.test.database.enabled=false");
		assertThat(output).doesNotContain("The event store");
	}

	private static void fail(Class<?> application, String... properties) {
		List<String> arguments = new ArrayList<>();
		if (properties.length > 0
				&& Stream.of(properties).noneMatch((property) -> property.startsWith("sourcery.test.database"))) {
			arguments.add("--sourcery.test.database.enabled=false");
		}
		for (String property : properties) {
			arguments.add("--" + property);
		}
		arguments.add("--spring.main.web-application-type=none");
		assertThatException().isThrownBy(() -> SpringApplication.run(application, arguments.toArray(String[]::new)));
	}

	private static String[] properties(TestDatabase database, String... more) {
		List<String> properties = new ArrayList<>(List.of(more));
		properties.add("spring.datasource.url=" + database.jdbcUrl());
		properties.add("spring.datasource.username=" + database.username());
		properties.add("spring.datasource.password=" + database.password());
		return properties.toArray(String[]::new);
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportAutoConfiguration(TestDatabaseAutoConfiguration.class)
	static class Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = FirstTwin.class)
	static class TwinAggregates extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = WithoutApply.class)
	static class NoApply extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = TwoHandlers.class)
	static class SameCommandTwice extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = VoidHandler.class)
	static class ChangesItself extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = AmbiguousAggregate.class)
	static class TwoMethods extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = AmbiguousProjection.class)
	static class TwoHandlerMethods extends Plain {

	}

	static class WithProjection extends Plain {

		@Bean
		Idle idle() {
			return new Idle();
		}

	}

	@Projection("idle")
	static class Idle {

		@EventHandler
		void on(Object event) {
		}

	}

	@AutoConfigurationPackage(basePackageClasses = Account.class)
	static class EarlyAppend extends Plain {

		@Bean
		Seed seed(Repository<Account, AccountId> accounts) {
			return new Seed(accounts);
		}

		@Bean
		Seeded seeded(Seed seed) {
			return new Seeded();
		}

		@Bean
		References references() {
			return new References();
		}

	}

	static class Seed {

		Seed(Repository<Account, AccountId> accounts) {
			accounts.create(AccountId.random(), new Account.Open("Ada"));
		}

	}

	@Projection(value = "seeded", mode = ProjectionMode.IN_TRANSACTION)
	static class Seeded {

		@EventHandler
		void on(Account.Opened event) {
		}

	}

	@AutoConfigurationPackage(basePackageClasses = Unregistered.class)
	static class ForeignEvent extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = Anything.class)
	static class UnreadableField extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = Claims.class)
	static class DuplicateEvents extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = Unstorable.class)
	static class EventName extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = UnstorableName.class)
	static class AggregateName extends Plain {

	}

	static class OtherTransactionManager extends Plain {

		@Bean
		PlatformTransactionManager transactionManager() {
			return new JdbcTransactionManager(TestDatabase.create().dataSource());
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
