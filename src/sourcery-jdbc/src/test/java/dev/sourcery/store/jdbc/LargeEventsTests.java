package dev.sourcery.store.jdbc;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events of a megabyte, more than fit into the heap, read by a JVM of its own.
 */
class LargeEventsTests {

	private static final UUID HUGE = UUID.fromString("7f1b1d7e-6f0e-4c1f-9c3a-1b1d7e6f0e01");

	private final StoreDatabase database = new StoreDatabase();

	@AfterEach
	void close() {
		this.database.close();
	}

	private void insert(int count, String text) {
		this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
				                             schema_version, metadata, payload)
				select 'thing', 'a', (select coalesce(max(version), 0) from sourcery.events) + n, gen_random_uuid(),
				       'thing.happened', 1, '{}', json_build_object('text', ?::text)
				from generate_series(1, ?) n
				""", text, count);
	}

	private String run(String what, String heap) throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx" + heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
				System.getProperty("java.class.path"), Reading.class.getName(), what,
				this.database.database().jdbcUrl(), this.database.database().username(),
				this.database.database().password())
			.redirectErrorStream(true)
			.redirectInput(new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null"))
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	@Test
	void moreThanFitIntoTheHeapAreReadAndProjected() throws Exception {
		StringBuilder random = new StringBuilder();
		new Random(42).ints(1 << 20, 'A', 'Z').forEach((letter) -> random.append((char) letter));
		insert(300, "small");
		// what PostgreSQL can hardly compress, and what it compresses to a hundredth
		insert(20, random.toString());
		insert(60, "0123456789abcdef".repeat(1 << 16));
		insert(100, "small");
		insert(1, "x".repeat(6_000_000));

		assertThat(run("everything", "64m")).contains("all 481, backward 481, payloads 481, projected 481");
	}

	@Test
	void theMemoryOfTheReaderIsNotToldAsThatOfTheDatabase() throws Exception {
		this.database.jdbc()
			.update("""
					insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					values ('thing', 'huge', 1, ?, 'thing.happened', 1, '{}', json_build_object('text', repeat('x', 40000000)))
					""",
					HUGE);

		assertThat(run("huge", "32m")).contains("find: java.lang.OutOfMemoryError", "read: java.lang.OutOfMemoryError");
	}

	static final class Reading {

		private Reading() {
		}

		public static void main(String[] arguments) throws Exception {
			try (HikariDataSource database = new HikariDataSource()) {
				database.setJdbcUrl(arguments[1]);
				database.setUsername(arguments[2]);
				database.setPassword(arguments[3]);
				database.setMaximumPoolSize(4);
				read(arguments[0], database);
			}
		}

		private static void read(String what, DataSource database) throws Exception {
			JdbcTransactionManager transactionManager = new JdbcTransactionManager(database);
			JdbcEventStore store = new JdbcEventStore(database, transactionManager,
					new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
			if (what.equals("huge")) {
				System.out.println("find: " + failure(() -> store.find(HUGE)));
				System.out.println("read: " + failure(() -> store.readAll(EventQuery.all()).forEach((event) -> {
				})));
				return;
			}
			StreamId stream = new StreamId("thing", "a");
			System.out.printf("all %d, backward %d, payloads %d, projected %d%n",
					count(store.readAll(EventQuery.all())), count(store.read(StreamQuery.of(stream).backward())),
					count(store.readPayloads(StreamQuery.of(stream))),
					project(store, new JdbcCheckpoints(database, transactionManager, StoreDatabase.SCHEMA)));
		}

		private static String failure(Runnable read) {
			try {
				read.run();
				return "none";
			}
			catch (Throwable ex) {
				return ex.toString();
			}
		}

		private static long count(Stream<?> events) {
			return events.mapToLong((event) -> 1).sum();
		}

		private static long project(JdbcEventStore store, JdbcCheckpoints checkpoints) throws Exception {
			Counter counter = new Counter();
			Projections projections = new Projections(List.of(ProjectionDefinition.of(counter, store.types())), store,
					checkpoints, SubscriptionSettings.standard());
			projections.start();
			projections.await("counter", new ConsistencyToken(store.settledPosition().position()),
					Duration.ofSeconds(50));
			projections.stop();
			return counter.count;
		}

	}

	@Projection("counter")
	static final class Counter {

		private int count;

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.count++;
		}

	}

}
