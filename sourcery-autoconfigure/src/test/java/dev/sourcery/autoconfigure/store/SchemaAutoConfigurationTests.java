package dev.sourcery.autoconfigure.store;

import java.util.List;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.schema.SchemaVersionException;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.test.database.TestDatabase;
import dev.sourcery.test.database.TestDatabaseTemplate;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withBean(TestDatabaseTemplate.class, TestDatabaseTemplate::empty);

	@Test
	void whenTheDatabaseIsEmptyTheTablesAreCreated() {
		this.contextRunner.run((context) -> assertThat(tables(context.getBean(JdbcClient.class), "sourcery"))
			.contains("events", "sourcery_schema_history"));
	}

	@Test
	void whenASchemaIsNamedTheTablesAreThere() {
		this.contextRunner.withPropertyValues("sourcery.schema.name=ledger").run((context) -> {
			assertThat(tables(context.getBean(JdbcClient.class), "ledger")).contains("events");
			assertThat(tables(context.getBean(JdbcClient.class), "sourcery")).isEmpty();
			assertThat(context.getBean(EventStore.class).readAll(EventQuery.all())).isEmpty();
		});
	}

	@Test
	void whenTheApplicationHasMigrationsOfItsOwnBothRun() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
			.withPropertyValues("spring.flyway.locations=classpath:own-migrations")
			.run((context) -> {
				assertThat(context).hasSingleBean(Flyway.class);
				JdbcClient jdbc = context.getBean(JdbcClient.class);
				assertThat(tables(jdbc, "public")).containsExactlyInAnyOrder("branches", "flyway_schema_history");
				assertThat(tables(jdbc, "sourcery")).contains("events");
			});
	}

	@Test
	void whenTheApplicationGetsMigrationsOfItsOwnLaterBothRun() {
		try (TestDatabase database = TestDatabase.create()) {
			Contexts.on(database).run((context) -> assertThat(context).hasNotFailed());
			Contexts.on(database)
				.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
				.withPropertyValues("spring.flyway.locations=classpath:own-migrations")
				.run((context) -> assertThat(tables(context.getBean(JdbcClient.class), "public")).contains("branches"));
		}
	}

	@Test
	void whenTheApplicationHadMigrationsOfItsOwnBeforeBothRun() {
		try (TestDatabase database = TestDatabase.create()) {
			Contexts.on(database)
				.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
				.withPropertyValues("spring.flyway.locations=classpath:own-migrations", "sourcery.enabled=false")
				.run((context) -> assertThat(tables(context.getBean(JdbcClient.class), "sourcery")).isEmpty());
			Contexts.on(database)
				.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
				.withPropertyValues("spring.flyway.locations=classpath:own-migrations")
				.run((context) -> assertThat(tables(context.getBean(JdbcClient.class), "sourcery")).contains("events"));
		}
	}

	@Test
	void whenABeanReadsTheStoreWhileItIsMadeTheTablesAreThere() {
		this.contextRunner.withBean(EarlyReader.class)
			.run((context) -> assertThat(context.getBean(EarlyReader.class).events).isZero());
	}

	@Test
	void whenTheTablesAreOnlyValidatedAndMissingTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("sourcery.schema.mode=validate")
			.run((context) -> assertThat(context).getFailure().rootCause().isInstanceOf(SchemaVersionException.class));
	}

	@Test
	void whenTheTablesAreOnlyValidatedAndRightTheApplicationStarts() {
		try (TestDatabase database = TestDatabase.create()) {
			new SourcerySchema(database.dataSource(), "sourcery").migrate();
			Contexts.on(database)
				.withPropertyValues("sourcery.schema.mode=validate")
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void whenTheTablesAreLeftToOthersNothingIsDone() {
		this.contextRunner.withPropertyValues("sourcery.schema.mode=none")
			.run((context) -> assertThat(tables(context.getBean(JdbcClient.class), "sourcery")).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "name=Drop Table", "name=", "mode=sometimes" })
	void whenAPropertyIsMalformedTheApplicationDoesNotStart(String property) {
		this.contextRunner.withPropertyValues("sourcery.schema." + property)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("sourcery.schema"));
	}

	private static List<String> tables(JdbcClient jdbc, String schema) {
		return jdbc.sql("select table_name from information_schema.tables where table_schema = ?")
			.param(schema)
			.query(String.class)
			.list();
	}

	static class EarlyReader {

		private final long events;

		EarlyReader(EventStore store) {
			this.events = store.readAll(EventQuery.all()).count();
		}

	}

}
