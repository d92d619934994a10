package dev.sourcery.autoconfigure.diagnostics;

import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that do not start, and what their users read then.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests extends FailureAnalysisFixture {

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
	void whenTheTransactionManagerIsOfAnotherDatabase(CapturedOutput output) {
		fail(OtherTransactionManager.class);
		assertThat(output).contains("does not manage the connections of the event store's DataSource")
			.contains("Configure both with the same DataSource");
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

	static class OtherTransactionManager extends Plain {

		@Bean
		PlatformTransactionManager transactionManager() {
			return new JdbcTransactionManager(TestDatabase.create().dataSource());
		}

	}

}
