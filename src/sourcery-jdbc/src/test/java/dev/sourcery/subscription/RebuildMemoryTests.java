package dev.sourcery.subscription;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A projection over 20,000 events of 2 kB each, 40 MB together, in a JVM with a heap of
 * 32 MB, and one over 120 events of 3 MB each with 256 MB.
 */
class RebuildMemoryTests {

	@Test
	void aProjectionOverManyEventsRebuildsInASmallHeap() throws Exception {
		assertRebuilds("-Xmx32m", 20_000, 2_000);
	}

	@Test
	void aProjectionGetsThroughLargeEvents() throws Exception {
		assertRebuilds("-Xmx256m", 120, 3_000_000);
	}

	private void assertRebuilds(String heap, int events, int size) throws Exception {
		try (StoreDatabase database = new StoreDatabase()) {
			database.jdbc().update("""
					insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					select 'thing', (n % 100)::text, n / 100 + 1, gen_random_uuid(), 'thing.happened', 1, '{}',
					       json_build_object('text', repeat('x', ?))
					from generate_series(0, ? - 1) n
					""", size, events);
			Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
					Rebuild.class.getName(), database.database().jdbcUrl(), database.database().username(),
					database.database().password(), Integer.toString(events))
				.redirectErrorStream(true)
				.redirectInput(new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null"))
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(output).isZero();
			assertThat(output).contains("counted " + events);
		}
	}

	static final class Rebuild {

		private Rebuild() {
		}

		public static void main(String[] arguments) throws Exception {
			try (HikariDataSource database = new HikariDataSource()) {
				database.setJdbcUrl(arguments[0]);
				database.setUsername(arguments[1]);
				database.setPassword(arguments[2]);
				database.setMaximumPoolSize(4);
				rebuild(database, Integer.parseInt(arguments[3]));
			}
		}

		private static void rebuild(DataSource database, int events) throws Exception {
			JdbcTransactionManager transactionManager = new JdbcTransactionManager(database);
			JdbcEventStore store = new JdbcEventStore(database, transactionManager,
					new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
			Counter counter = new Counter();
			Projections projections = new Projections(List.of(ProjectionDefinition.of(counter, store.types())), store,
					new JdbcCheckpoints(database, transactionManager, StoreDatabase.SCHEMA),
					SubscriptionSettings.standard());
			projections.start();
			try {
				projections.await("counter", new ConsistencyToken(new Position(events)), Duration.ofMinutes(3));
			}
			finally {
				projections.stop();
			}
			System.out.println("counted " + counter.count);
		}

	}

	@Projection("counter")
	static final class Counter {

		private int count;

		@EventHandler
		void on(Happened event) {
			this.count++;
		}

	}

}
