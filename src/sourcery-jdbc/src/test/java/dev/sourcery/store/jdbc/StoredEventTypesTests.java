package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.test.database.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

class StoredEventTypesTests {

	private static final EventTypeName OPENED = new EventTypeName("account.opened", 2);

	private final TestDatabase database = TestDatabase.create();

	// one object: transactions are bound to it
	private final DataSource dataSource = this.database.dataSource();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	private final StoredEventTypes types = new StoredEventTypes(this.dataSource,
			new JdbcTransactionManager(this.dataSource), "sourcery");

	@BeforeEach
	void storeAnEvent() {
		new SourcerySchema(this.dataSource, "sourcery").migrate();
		this.jdbc.execute("""
				insert into sourcery.events
				    (version, event_id, schema_version, aggregate_type, stream_id, event_type, metadata, payload)
				values (1, gen_random_uuid(), 2, 'account', '1', 'account.opened', '{}', '{}')
				""");
	}

	@AfterEach
	void dropDatabase() {
		this.database.close();
	}

	@Test
	void allTypesAreFoundInTime() {
		assertThat(this.types.find(Duration.ofSeconds(10)))
			.satisfies((found) -> assertThat(found.extent()).isEqualTo(StoredEventTypes.Extent.ALL))
			.satisfies((found) -> assertThat(found.types()).containsExactly(OPENED));
	}

	@Test
	void whenAllEventsTakeTooLongASampleIsLookedAt() throws Exception {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			// as good as a table that is too large: no one reads it meanwhile
			statement.execute("lock table sourcery.events in access exclusive mode");
			CompletableFuture<StoredEventTypes.Found> search = CompletableFuture
				.supplyAsync(() -> this.types.find(Duration.ofSeconds(3)));
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::isSampling);
			connection.commit();
			assertThat(search.get())
				.satisfies((found) -> assertThat(found.extent()).isEqualTo(StoredEventTypes.Extent.SAMPLE))
				.satisfies((found) -> assertThat(found.types()).containsExactly(OPENED));
		}
	}

	private boolean isSampling() {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("""
				select exists (
				    select 1 from pg_stat_activity
				    where datname = current_database() and state = 'active' and pid <> pg_backend_pid()
				      and query like 'select pg_relation_size%')
				""", Boolean.class));
	}

	@Test
	void whenNotEvenASampleComesInTimeNothingIsFound() throws Exception {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("lock table sourcery.events in access exclusive mode");
			assertThat(this.types.find(Duration.ofMillis(50)))
				.satisfies((found) -> assertThat(found.extent()).isEqualTo(StoredEventTypes.Extent.NOTHING))
				.satisfies((found) -> assertThat(found.types()).isEmpty());
		}
	}

}
