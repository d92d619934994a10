package dev.sourcery.subscription;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.sourcery.projection.Projections;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of operations, and the rights to write them.
 */
class OperationRowsTests extends PauseFixture {

	@Test
	void aParkedEventAndADiscardAreRecorded() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.operatedBy("ada").retryParked("journal");
		one.operatedBy("ada").discardParked("journal", "thing/a");
		assertThat(operations()).containsExactly("ada: retry_parked journal begun",
				"ada: retry_parked journal done: 0 events handled, 0 keys failed",
				"ada: discard_parked journal done: 0 events");
		assertThat(this.jdbc.queryForObject("""
				select details from sourcery.subscription_operations where operation = 'discard_parked'
				""", String.class)).isEqualTo("key thing/a");
	}

	@Test
	void theRightsOnTheLanesHoldForTheOperations() throws IOException {
		this.jdbc.execute("create role operations_writer");
		try {
			this.jdbc.execute("grant select, insert, update on sourcery.subscription_lanes to operations_writer");
			String migration = new ClassPathResource("dev/sourcery/schema/V8__operating.sql")
				.getContentAsString(StandardCharsets.UTF_8);
			this.jdbc.execute("set search_path = sourcery; " + migration.substring(migration.indexOf("do $$")));
			assertThat(this.jdbc.queryForObject("""
					select has_table_privilege('operations_writer', 'sourcery.subscription_operations', 'insert')
					   and has_table_privilege('operations_writer', 'sourcery.subscription_lanes', 'delete')
					   and has_table_privilege('operations_writer', 'sourcery.projection_owners', 'delete')
					   and not has_table_privilege('operations_writer', 'sourcery.subscription_operations', 'update')
					""", Boolean.class)).isTrue();
		}
		finally {
			this.jdbc.execute("drop owned by operations_writer; drop role operations_writer");
		}
	}

}
