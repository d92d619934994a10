package dev.sourcery.autoconfigure.diagnostics;

import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that do not start, and what their users read then.
 */
@ExtendWith(OutputCaptureExtension.class)
class SchemaFailureAnalysisTests extends FailureAnalysisFixture {

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

}
