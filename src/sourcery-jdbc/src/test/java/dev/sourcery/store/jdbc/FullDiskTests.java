package dev.sourcery.store.jdbc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreFullException;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Disks that are full, of a real server on real file systems, only small ones.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FullDiskTests {

	private final Random random = new Random(1);

	private OwnServer server;

	private StoreDatabase database;

	private JdbcTemplate direct;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.server = OwnServer.startOnTinyDisks(directory);
		this.database = this.server.pool();
		this.direct = new JdbcTemplate(this.server.dataSource());
		this.direct.execute("create tablespace tiny location '%s'".formatted(this.server.tables()));
	}

	@AfterAll
	void close() {
		if (this.server != null) {
			this.database.close();
			this.server.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whereTheTablesHaveNoRoomNothingIsStored(Way way) {
		startAnew();
		JdbcEventStore store = way.store(this.database);
		List<NewEvent> events = List.of(large(), large());
		this.server.fill("tables", 100);
		try {
			for (int attempt = 0; attempt < 2; attempt++) {
				assertThat(way.failure(this.database, store, events)).isExactlyInstanceOf(StoreFullException.class)
					.hasMessageContaining("this call stored nothing")
					.hasMessageContaining("No space left on device")
					.satisfies((ex) -> assertThat(((StoreAccessException) ex).sqlState()).isEqualTo("53100"));
			}
			assertThat(stored()).isEmpty();
			assertThat(store.version(Way.FIRST)).as("reading goes on").isZero();
		}
		finally {
			this.server.makeRoom("tables");
		}
		way.append(this.database, store, events);
		assertThat(stored()).containsExactlyElementsOf(events.stream().map(NewEvent::eventId).toList());
	}

	private void startAnew() {
		this.direct.execute("set sourcery.rewrite_history = 'on'; truncate sourcery.events");
		this.direct.execute("alter table sourcery.events set tablespace tiny");
		// gives back what it can of the log, which is not done by itself
		this.direct.execute("checkpoint");
	}

	/**
	 * PostgreSQL gives up then: it ends all connections and cannot recover before there
	 * is room.
	 */
	@Test
	void whereTheLogHasNoRoomTheOutcomeIsUnknown() {
		startAnew();
		this.direct.execute("alter table sourcery.events set tablespace pg_default");
		JdbcEventStore store = Way.ALONE.store(this.database);
		List<NewEvent> appended = new ArrayList<>();
		StoreAccessException failure = null;
		this.server.fill("log", 100);
		try {
			while (failure == null) {
				NewEvent event = large();
				appended.add(event);
				failure = failure(store, appended.size() - 1, event);
			}
		}
		finally {
			this.server.makeRoom("log");
		}
		assertThat(failure).isExactlyInstanceOf(AppendOutcomeUnknownException.class)
			.hasMessageContaining("No space left on device");
		assertThat(failure.sqlState()).isEqualTo("53100");

		this.server.startIfStopped();
		NewEvent last = appended.get(appended.size() - 1);
		Awaitility.await()
			.ignoreExceptionsInstanceOf(StoreUnavailableException.class)
			.until(() -> append(store, appended.size() - 1, last).version() == appended.size());
		assertThat(stored()).containsExactlyElementsOf(appended.stream().map(NewEvent::eventId).toList());
	}

	private static StoreAccessException failure(JdbcEventStore store, long version, NewEvent event) {
		try {
			append(store, version, event);
			return null;
		}
		catch (StoreAccessException ex) {
			return ex;
		}
		catch (EventStoreException ex) {
			throw new AssertionError(ex);
		}
	}

	private static Commit append(JdbcEventStore store, long version, NewEvent event) {
		return store.append(Way.FIRST, ExpectedVersion.exactly(version), List.of(event));
	}

	// nothing that could be compressed
	private NewEvent large() {
		return NewEvent.of(new Happened(this.random.ints(200_000, 33, 127)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString()));
	}

	private List<UUID> stored() {
		return this.direct.queryForList("select event_id from sourcery.events order by position", UUID.class);
	}

}
