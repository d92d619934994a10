package dev.sourcery.export;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 100,000 events, 65 MB together, through a JVM with a heap of 48 MB.
 */
class ExportMemoryTests {

	private static final int EVENTS = 100_000;

	@Test
	void manyEventsGoThroughASmallHeap(@TempDir Path directory) throws Exception {
		try (StoreDatabase source = new StoreDatabase(); StoreDatabase target = new StoreDatabase()) {
			source.jdbc().update("""
					insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					select 'thing', (n % 1000)::text, n / 1000 + 1, gen_random_uuid(), 'thing.happened', 1, '{}',
					       json_build_object('text', repeat('ä€x ', 70))
					from generate_series(0, ? - 1) n
					""", EVENTS);
			Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Xmx48m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
					System.getProperty("java.class.path"), Transport.class.getName(),
					directory.resolve("events.ndjson").toString(), source.database().jdbcUrl(),
					source.database().username(), source.database().password(), target.database().jdbcUrl(),
					target.database().username(), target.database().password())
				.redirectErrorStream(true)
				.redirectInput(new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null"))
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(output).isZero();
			assertThat(output).contains("verified " + EVENTS);
			assertThat(Events.count(target)).isEqualTo(EVENTS);
		}
	}

	static final class Transport {

		private Transport() {
		}

		public static void main(String[] arguments) {
			Path file = Path.of(arguments[0]);
			PGSimpleDataSource source = database(arguments, 1);
			PGSimpleDataSource target = database(arguments, 4);
			exportOf(source, "export").export(file);
			new EventImport(target, new JdbcTransactionManager(target), StoreDatabase.SCHEMA)
				.reportingTo(new ExportProgressDisplay(System.out, "import"))
				.importFrom(file);
			System.out.println("verified " + exportOf(target, "verify").verify(file).events());
		}

		private static EventExport exportOf(PGSimpleDataSource database, String name) {
			JdbcTransactionManager transactionManager = new JdbcTransactionManager(database);
			return new EventExport(new JdbcEventStore(database, transactionManager,
					new JsonEventSerializer(EventTypes.of()), StoreDatabase.SCHEMA), database, transactionManager,
					StoreDatabase.SCHEMA)
				.reportingTo(new ExportProgressDisplay(System.out, name));
		}

		private static PGSimpleDataSource database(String[] arguments, int first) {
			PGSimpleDataSource database = new PGSimpleDataSource();
			database.setUrl(arguments[first]);
			database.setUser(arguments[first + 1]);
			database.setPassword(arguments[first + 2]);
			return database;
		}

	}

}
