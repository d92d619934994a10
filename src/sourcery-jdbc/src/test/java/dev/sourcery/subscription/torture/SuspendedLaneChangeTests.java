package dev.sourcery.subscription.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process is suspended inside a change of the number of lanes. Another node completes
 * the change; when the process continues, no event is applied twice and none is missing.
 */
class SuspendedLaneChangeTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean finished = new AtomicBoolean();

	private final Projections other = new Projections(
			List.of(ProjectionDefinition.of(new SuspendingNode.Journal(this.jdbc), this.store.types())), this.store,
			new JdbcCheckpoints(this.database.dataSource(), this.database.transactionManager(), StoreDatabase.SCHEMA,
					SuspendingNode.LEASE),
			SuspendingNode.SETTINGS);

	private @Nullable Process process;

	@TempDir
	private Path directory;

	@BeforeEach
	void createTables() {
		SuspendingNode.createTables(this.jdbc);
	}

	@AfterEach
	void close() {
		this.finished.set(true);
		if (this.process != null) {
			this.process.destroyForcibly();
		}
		this.threads.shutdownNow();
		this.other.stop();
		this.database.close();
	}

	@ParameterizedTest
	@EnumSource
	void anotherNodeCompletesTheChangeAndEachEventIsAppliedOnce(Suspension.Step step) throws Exception {
		Process suspended = startProcess(step);
		this.process = suspended;
		Future<?> writer = this.threads.submit(this::keepWriting);
		awaitCount("select count(*) from journal", 20);
		this.jdbc.update("insert into change_now values (5)");
		awaitCount("select count(*) from suspended where step = '%s'".formatted(step), 1);

		this.other.start();
		awaitCount("select max(lanes) from sourcery.subscription_lanes", 5);
		this.other.await("journal", write(), LONG);
		awaitCount("select count(*) from sourcery.subscription_lanes where lane < lanes and stop_at is null", 5);
		assertThat(suspended.isAlive()).isTrue();
		assertThat(nodeOfLatest()).as("the process stands").isNotEqualTo(suspended.pid());

		new ProcessBuilder("kill", "-CONT", Long.toString(suspended.pid())).start().waitFor();
		// it takes part again
		awaitCount("select count(distinct owner) from sourcery.subscription_lanes", 2);
		long before = this.jdbc.queryForObject("select max(id) from journal", Long.class);
		awaitCount(
				"select least(1, count(*)) from journal where id > %d and node = %d".formatted(before, suspended.pid()),
				1);
		this.finished.set(true);
		writer.get(60, TimeUnit.SECONDS);
		this.other.await("journal", write(), LONG);
		assertAppliedOnceInOrder();
	}

	private Process startProcess(Suspension.Step step) throws Exception {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				SuspendingNode.class.getName(), this.database.database().jdbcUrl(), this.database.database().username(),
				this.database.database().password(), step.name())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("node.log").toFile())
			.start();
	}

	private void keepWriting() {
		for (int i = 0; !this.finished.get(); i++) {
			append(this.store, "s" + i % 30, "x");
		}
	}

	private ConsistencyToken write() {
		return append(this.store, "last", "last").token().orElseThrow();
	}

	private long nodeOfLatest() {
		return this.jdbc.queryForObject("select node from journal order by id desc limit 1", Long.class);
	}

	private void awaitCount(String sql, int atLeast) {
		Awaitility.await()
			.atMost(LONG)
			.untilAsserted(() -> assertThat(this.jdbc.queryForObject(sql, Integer.class)).as(sql)
				.isNotNull()
				.isGreaterThanOrEqualTo(atLeast));
	}

	private void assertAppliedOnceInOrder() {
		assertThat(this.jdbc.queryForList("""
				select position || ' ' || count(journal.id) || ' times'
				from sourcery.events
				full join journal using (position)
				group by position
				having count(journal.id) <> 1
				""", String.class)).isEmpty();
		assertThat(this.jdbc.queryForList("""
				select stream || ' at ' || position
				from (select stream, position, lag(position) over (partition by stream order by id) as before
				      from journal) as steps
				where position < before
				""", String.class)).isEmpty();
	}

}
