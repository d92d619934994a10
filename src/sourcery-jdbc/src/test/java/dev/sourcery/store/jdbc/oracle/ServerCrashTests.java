package dev.sourcery.store.jdbc.oracle;

import java.nio.file.Path;
import java.time.Duration;

import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.oracle.Style.ALONE;
import static dev.sourcery.store.jdbc.oracle.Style.IN_TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server is killed while many write and read, and recovers.
 */
@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*|testcontainers",
		disabledReason = "somebody who chose another server may not be able to run the embedded one")
class ServerCrashTests {

	private static final Duration DURATION = Duration.ofSeconds(Long.getLong("sourcery.oracle.seconds", 1));

	@TempDir
	private Path directory;

	@Test
	void aCrashedServerHasLostNothingThatWasCommittedAndReadersGoOn() throws Exception {
		try (CrashingServer server = CrashingServer.start(this.directory);
				OrderOracle oracle = new OrderOracle(server.dataSource())) {
			JdbcTemplate jdbc = new JdbcTemplate(server.dataSource());
			new SourcerySchema(server.dataSource(), StoreDatabase.SCHEMA).migrate();
			jdbc.execute("create table business (id bigserial primary key, note text)");
			StoredReader.createTable(jdbc);
			Verdict verdict = oracle.disturbedBy(server)
				.writers(8, ALONE, IN_TRANSACTION)
				.settledReaders(2)
				.reader(new StoredReader(oracle.node()))
				.run(DURATION);
			assertThat(verdict.faults()).as(() -> "faults " + verdict.counts()).isEmpty();
			assertThat(verdict.stored()).as("events stored").isGreaterThan(50);
			assertThat(server.crashes()).isPositive();
		}
	}

}
