package dev.sourcery.export;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.store.jdbc.StoreDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Imports that are killed, and those that run at the same time.
 */
class InterruptedImportTests {

	private static final int EVENTS = 35_000;

	@TempDir
	private Path directory;

	private final StoreDatabase source = new StoreDatabase();

	private final StoreDatabase target = new StoreDatabase();

	private Path file;

	private ExportReport exported;

	@BeforeEach
	void export() {
		this.file = this.directory.resolve("events.ndjson");
		Events.insertMany(this.source, "many", EVENTS);
		this.exported = Events.export(this.source).export(this.file);
	}

	@AfterEach
	void close() {
		this.source.close();
		this.target.close();
	}

	private void assertComplete() {
		Path again = this.directory.resolve("again.ndjson");
		assertThat(Events.export(this.target).export(again).sha256()).isEqualTo(this.exported.sha256());
		Events.assertSameEvents(again, this.file);
	}

	@Test
	void anImportThatWasStoppedBetweenChunksGoesOn() {
		AtomicInteger chunks = new AtomicInteger();
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> Events.imports(this.target).reportingTo((progress) -> {
				if (chunks.incrementAndGet() == 2) {
					throw new IllegalStateException("stop");
				}
			}).importFrom(this.file));
		long before = Events.count(this.target);
		assertThat(before).isBetween(1L, EVENTS - 1L);
		assertThat(Events.imports(this.target).importFrom(this.file).added()).isEqualTo(EVENTS - before);
		assertComplete();
		assertThat(Events.imports(this.target).importFrom(this.file).added()).isZero();
	}

	@Test
	void anImportWhoseConnectionsAreKilledBetweenChunksGoesOn() {
		assertThatException().isThrownBy(
				() -> Events.imports(this.target).reportingTo((progress) -> terminate("true")).importFrom(this.file))
			.isInstanceOfAny(DataAccessException.class, org.springframework.transaction.TransactionException.class);
		assertThat(Events.count(this.target)).isBetween(1L, EVENTS - 1L);
		Events.imports(this.target).importFrom(this.file);
		assertComplete();
	}

	/**
	 * A row of another transaction holds the import up in the middle of a chunk.
	 */
	@Test
	void anImportThatIsKilledWithinAChunkGoesOn() throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try (Connection open = this.target.dataSource().getConnection()) {
			open.setAutoCommit(false);
			try (var insert = open.prepareStatement("""
					insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					values ('many', '0', ?, ?, 'thing.happened', 1, '{}', '{}')
					""")) {
				insert.setLong(1, EVENTS / 2 / 100);
				insert.setObject(2, UUID.randomUUID());
				insert.execute();
			}
			Future<ImportReport> running = thread.submit(() -> Events.imports(this.target).importFrom(this.file));
			Awaitility.await().until(() -> terminate("wait_event_type = 'Lock'") > 0);
			assertThatException().isThrownBy(running::get).withCauseInstanceOf(DataAccessException.class);
			open.rollback();
		}
		thread.shutdown();
		assertThat(Events.count(this.target)).isBetween(1L, EVENTS - 1L);
		Events.imports(this.target).importFrom(this.file);
		assertComplete();
	}

	private int terminate(String which) {
		return this.source.jdbc().queryForList("""
				select pg_terminate_backend(pid) from pg_stat_activity where datname = ? and %s
				""".formatted(which), Boolean.class, databaseName()).size();
	}

	private String databaseName() {
		return this.target.database().jdbcUrl().replaceAll(".*/([^?]*).*", "$1");
	}

	@Test
	void theSameFileTwiceAtOnceIsStoredOnce() throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		Future<ImportReport> first = threads.submit(() -> Events.imports(this.target).importFrom(this.file));
		Future<ImportReport> second = threads.submit(() -> Events.imports(this.target).importFrom(this.file));
		assertThat(first.get().added() + second.get().added()).isEqualTo(EVENTS);
		threads.shutdown();
		assertComplete();
	}

	@Test
	void aLongerExportGoesOnBehindAShorterOne() {
		Events.imports(this.target).importFrom(this.file);
		Events.insertMany(this.source, "more", 15_000);
		this.exported = Events.export(this.source).resume(this.file);
		assertThat(Events.imports(this.target).importFrom(this.file).added()).isEqualTo(15_000);
		assertComplete();
	}

}
