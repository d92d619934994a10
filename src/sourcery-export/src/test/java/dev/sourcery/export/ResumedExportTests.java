package dev.sourcery.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.Position;
import dev.sourcery.export.EventFileException.Problem;
import dev.sourcery.export.StoreDiffersException.Difference;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.OwnServer;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Exports that end too early, and those that go on.
 */
class ResumedExportTests {

	@TempDir
	private Path directory;

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final EventExport export = Events.export(this.database);

	private Path file;

	private Path part;

	@BeforeEach
	void name() {
		this.file = this.directory.resolve("events.ndjson");
		this.part = this.directory.resolve("events.ndjson.part");
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aFileThatWasCutOffAnywhereIsCompleted() throws IOException {
		StoreDatabase.append(this.store, "a", "1");
		StoreDatabase.append(this.store, "b", "1", "2");
		this.export.export(this.file);
		byte[] bytes = Files.readAllBytes(this.file);
		for (int length = 0; length <= bytes.length; length++) {
			Path cut = (length % 2 == 0) ? this.file : this.part;
			Files.delete(this.file);
			Files.write(cut, Arrays.copyOf(bytes, length));
			ExportReport resumed = this.export.resume(this.file);
			assertThat(Files.readAllBytes(this.file)).as("%d bytes", length).isEqualTo(bytes);
			assertThat(this.part).doesNotExist();
			assertThat(resumed.events()).isEqualTo(3);
		}
	}

	@Test
	void anExportThatStopsLeavesAFileThatIsMarkedAndGoesOn() {
		Events.insertMany(this.database, "many", 30_000);
		AtomicBoolean seen = new AtomicBoolean();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.export.reportingTo((progress) -> {
			if (progress.events() > 10_000) {
				seen.set(Files.exists(this.part));
				throw new IllegalStateException("stop");
			}
		}).export(this.file));
		assertThat(seen).isTrue();
		assertThat(this.file).doesNotExist();
		assertThatExceptionOfType(EventFileException.class).isThrownBy(() -> this.export.export(this.file))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Problem.EXISTS));

		ExportReport resumed = this.export.resume(this.file);
		assertThat(resumed.events()).isEqualTo(30_000);
		assertThat(resumed.added()).isBetween(1L, 20_000L);
		Path once = this.directory.resolve("once.ndjson");
		assertThat(this.export.export(once).sha256()).isEqualTo(resumed.sha256());
		Events.assertSameEvents(once, this.file);
	}

	@Test
	void aCrashBetweenTwoPagesEndsTheExport(@TempDir Path data) {
		try (OwnServer server = OwnServer.start(data); StoreDatabase crashed = server.pool()) {
			Events.insertMany(crashed, "many", 30_000);
			AtomicBoolean first = new AtomicBoolean(true);
			EventExport export = Events.export(crashed);
			assertThatExceptionOfType(EventFileException.class).isThrownBy(() -> export.reportingTo((progress) -> {
				if (first.getAndSet(false)) {
					server.crash();
					server.start();
					((HikariDataSource) crashed.dataSource()).getHikariPoolMXBean().softEvictConnections();
				}
			}).export(this.file)).withMessageContaining("Resume");
			assertThat(this.part).exists();
			assertThat(this.file).doesNotExist();
			assertThat(export.resume(this.file).events()).isEqualTo(30_000);
			export.verify(this.file);
		}
	}

	@Test
	void aCompleteFileIsNotOverwrittenButTakesWhatCameLater() {
		StoreDatabase.append(this.store, "a", "1");
		this.export.export(this.file);
		assertThatExceptionOfType(EventFileException.class).isThrownBy(() -> this.export.export(this.file))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Problem.EXISTS));
		assertThat(this.part).doesNotExist();
		StoreDatabase.append(this.store, "a", "2", "3");
		ExportReport resumed = this.export.resume(this.file);
		assertThat(resumed.events()).isEqualTo(3);
		assertThat(resumed.added()).isEqualTo(2);
		assertThat(resumed.position()).isEqualTo(new Position(3));
		this.export.verify(this.file);
	}

	@Test
	void aFileOfAnotherStoreIsNotTouched() throws IOException {
		StoreDatabase.append(this.store, "a", "1", "2");
		this.export.export(this.file);
		byte[] bytes = Files.readAllBytes(this.file);
		try (StoreDatabase other = new StoreDatabase()) {
			assertThatExceptionOfType(StoreDiffersException.class)
				.isThrownBy(() -> Events.export(other).resume(this.file))
				.satisfies((ex) -> assertThat(ex.difference()).isEqualTo(Difference.MISSING));
			StoreDatabase.append(other.store(), "other", "1");
			Events.imports(other).importFrom(this.file);
			assertThatExceptionOfType(StoreDiffersException.class)
				.isThrownBy(() -> Events.export(other).resume(this.file))
				.satisfies((ex) -> assertThat(ex.difference()).isEqualTo(Difference.COUNT));
		}
		assertThat(Files.readAllBytes(this.file)).isEqualTo(bytes);
		assertThat(this.part).doesNotExist();
	}

	@Test
	void aDamagedFileIsNotTouched() throws IOException {
		StoreDatabase.append(this.store, "a", "1", "2");
		this.export.export(this.file);
		String damaged = Files.readString(this.file).replace("\"1\"", "\"7\"");
		Files.writeString(this.file, damaged);
		assertThatExceptionOfType(EventFileException.class).isThrownBy(() -> this.export.resume(this.file))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Problem.CHANGED));
		assertThat(this.file).hasContent(damaged);
	}

	@Test
	void whereThereIsNothingThereIsNothingToResume() {
		assertThatExceptionOfType(EventFileException.class).isThrownBy(() -> this.export.resume(this.file))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Problem.MISSING));
	}

	@Test
	void twoExportsDoNotWriteOneFile() {
		StoreDatabase.append(this.store, "a", "1");
		List<Problem> problems = new ArrayList<>();
		this.export.reportingTo((progress) -> {
			if (Files.exists(this.part)) {
				assertThatExceptionOfType(EventFileException.class).isThrownBy(() -> this.export.resume(this.file))
					.satisfies((ex) -> problems.add(ex.kind()));
			}
		}).export(this.file);
		Events.insertMany(this.database, "many", 2000);
		this.export.reportingTo((progress) -> {
			if (Files.exists(this.part)) {
				assertThatExceptionOfType(EventFileException.class).isThrownBy(() -> this.export.resume(this.file))
					.satisfies((ex) -> problems.add(ex.kind()));
			}
		}).resume(this.file);
		assertThat(problems).isNotEmpty().containsOnly(Problem.IN_USE);
		this.export.verify(this.file);
	}

	@Test
	void whatIsNotSettledComesLater() throws SQLException {
		StoreDatabase.append(this.store, "a", "1");
		this.export.export(this.file);
		try (Connection open = this.database.dataSource().getConnection()) {
			open.setAutoCommit(false);
			open.createStatement().execute("""
					insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					values ('thing', 'late', 1, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":"late"}')
					""");
			StoreDatabase.append(this.store, "b", "1", "2");
			ExportReport exported = this.export.resume(this.file);
			assertThat(exported.events()).isOne();
			assertThat(exported.unsettled()).isEqualTo(2);
			assertThat(exported.position()).isEqualTo(new Position(1));
			open.commit();
		}
		ExportReport resumed = this.export.resume(this.file);
		assertThat(resumed.added()).isEqualTo(3);
		assertThat(resumed.unsettled()).isZero();
		assertThat(this.export.verify(this.file).besides()).isZero();
	}

	@Test
	void nothingIsMissedWhileWritersAreAtWork() throws Exception {
		AtomicBoolean writing = new AtomicBoolean(true);
		ExecutorService threads = Executors.newCachedThreadPool();
		List<Future<?>> writers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String stream = "s" + i;
			writers.add(threads.submit(() -> write(stream, writing)));
		}
		this.export.export(this.file);
		for (int i = 0; i < 15; i++) {
			this.export.resume(this.file);
			this.export.verify(this.file);
		}
		writing.set(false);
		for (Future<?> writer : writers) {
			writer.get();
		}
		threads.shutdown();
		ExportReport last = this.export.resume(this.file);
		assertThat(last.events()).isEqualTo(Events.count(this.database)).isGreaterThan(100);
		assertThat(this.export.verify(this.file).besides()).isZero();
		Path once = this.directory.resolve("once.ndjson");
		this.export.export(once);
		Events.assertSameEvents(once, this.file);
	}

	private void write(String stream, AtomicBoolean writing) {
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		for (int n = 0; writing.get(); n++) {
			int number = n;
			transaction.executeWithoutResult((status) -> {
				StoreDatabase.append(this.store, stream, "1");
				this.database.jdbc().execute("select pg_sleep(0.003)");
				StoreDatabase.append(this.store, stream, "2", "3");
				if (number % 5 == 0) {
					status.setRollbackOnly();
				}
			});
		}
	}

}
