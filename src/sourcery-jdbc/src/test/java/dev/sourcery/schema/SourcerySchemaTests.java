package dev.sourcery.schema;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SourcerySchemaTests {

	private final TestDatabase database = TestDatabase.create();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.database.dataSource());

	private final SourcerySchema schema = new SourcerySchema(this.database.dataSource(), "sourcery");

	@AfterEach
	void dropDatabase() {
		this.database.close();
	}

	@Test
	void theTablesLiveInASchemaOfTheirOwn() {
		this.schema.migrate();
		assertThat(this.jdbc.queryForList("""
				select table_name
				from information_schema.tables
				where table_schema = 'sourcery' and table_type = 'BASE TABLE'
				""", String.class)).containsExactlyInAnyOrder("epochs", "events", "parked_events",
				"projection_hand_overs", "projection_modes", "projection_owners", "projection_versions", "snapshots",
				"sourcery_schema_history", "subscription_lanes", "subscription_nodes", "subscription_operations");
		assertThat(this.jdbc.queryForObject("""
				select count(*)
				from information_schema.tables
				where table_schema = 'public'
				""", Long.class)).isZero();
	}

	@Test
	void migratingAgainChangesNothing() {
		this.schema.migrate();
		this.schema.migrate();
		this.schema.validate();
	}

	@Test
	void severalNodesMayMigrateAtOnce() throws Exception {
		ExecutorService nodes = Executors.newFixedThreadPool(4);
		Callable<Boolean> node = () -> {
			new SourcerySchema(this.database.dataSource(), "sourcery").migrate();
			return true;
		};
		for (Future<Boolean> migrated : nodes.invokeAll(List.of(node, node, node, node))) {
			assertThat(migrated.get()).isTrue();
		}
		nodes.shutdown();
		this.schema.validate();
	}

	@Test
	void severalSchemasMayLieInOneDatabase() {
		this.schema.migrate();
		new SourcerySchema(this.database.dataSource(), "other").migrate();
		assertThat(this.jdbc.queryForObject("select count(*) from other.event_log", Long.class)).isZero();
	}

	@Test
	void missingTablesAreNotCreatedWhenOnlyValidated() {
		assertThatExceptionOfType(SchemaVersionException.class).isThrownBy(this.schema::validate).satisfies((ex) -> {
			assertThat(ex.found()).isEqualTo("0");
			assertThat(ex.schema()).isEqualTo("sourcery");
		}).withMessageContaining("sourcery.schema.mode=migrate");
		assertThat(this.jdbc.queryForObject("select to_regclass('sourcery.events') is null", Boolean.class)).isTrue();
	}

	@Test
	void tablesOfANewerLibraryAreRefused() {
		this.schema.migrate();
		this.jdbc
			.update("""
					insert into sourcery.sourcery_schema_history
					    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
					values (1000, '999', 'from the future', 'SQL', 'V999__from_the_future.sql', 1, 'x', 1, true)
					""");
		assertThatExceptionOfType(SchemaVersionException.class).isThrownBy(this.schema::migrate)
			.satisfies((ex) -> assertThat(ex.found()).isEqualTo("999"))
			.withMessageContaining("newer sourcery");
		assertThatExceptionOfType(SchemaVersionException.class).isThrownBy(this.schema::validate);
	}

	@Test
	void aSequenceBehindTheEventsIsRefusedWithTheStatementToRun() {
		this.schema.migrate();
		this.jdbc.execute("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
				                             schema_version, metadata, payload)
				select 'thing', 's', version, gen_random_uuid(), 'thing.happened', 1, '{}', '{}'
				from generate_series(1, 5) version
				""");
		this.jdbc.execute("select setval('sourcery.event_position', 2)");
		for (Runnable start : List.<Runnable>of(this.schema::migrate, this.schema::validate)) {
			assertThatExceptionOfType(InvalidSequenceException.class).isThrownBy(start::run)
				.withMessageContaining("is at 2, but events are stored up to position 5");
		}
		assertThatExceptionOfType(InvalidSequenceException.class).isThrownBy(this.schema::validate)
			.satisfies((ex) -> this.jdbc.execute(ex.statement()));
		this.schema.validate();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cache 20", "increment 2", "cycle" })
	void aSequenceThatWasAlteredIsRefusedWithTheStatementToRun(String change) {
		this.schema.migrate();
		this.jdbc.execute("alter sequence sourcery.event_position " + change);
		assertThatExceptionOfType(InvalidSequenceException.class).isThrownBy(this.schema::migrate)
			.withMessageContaining("instead of cache 1")
			.satisfies((ex) -> this.jdbc.execute(ex.statement()));
		this.schema.validate();
	}

	// PostgreSQL itself, which pretends: what is unqualified is found along the search
	// path
	@ParameterizedTest
	@ValueSource(strings = { "PostgreSQL 15.2-YB-2025.1.0.0-b0 on x86_64-pc-linux-gnu",
			"CockroachDB CCL v25.2.0 (x86_64-pc-linux-gnu)", "PostgreSQL 14.1 on Cloud Spanner" })
	void lookAlikesOfPostgreSqlAreRefused(String version) {
		this.jdbc.execute("create schema pretence");
		this.jdbc.execute(
				"create function pretence.version() returns text language sql as $$ select '%s' $$".formatted(version));
		this.jdbc.execute("alter database %s set search_path = pretence, pg_catalog".formatted(this.database.name()));
		for (Runnable start : List.<Runnable>of(this.schema::migrate, this.schema::validate)) {
			assertThatExceptionOfType(UnsupportedServerException.class).isThrownBy(start::run)
				.satisfies((ex) -> assertThat(ex.found()).isEqualTo(version))
				.withMessageContaining("Use PostgreSQL.");
		}
	}

	@Test
	void namesThatAreNoPlainIdentifiersAreRefused() {
		for (String name : List.of("", "Sourcery", "a-b", "a;drop table x", "1a", "x".repeat(64))) {
			assertThatIllegalArgumentException().isThrownBy(() -> new SourcerySchema(this.database.dataSource(), name));
		}
	}

}
