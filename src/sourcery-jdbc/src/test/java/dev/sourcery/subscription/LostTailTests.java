package dev.sourcery.subscription;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.OwnServer;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.ServerIncarnation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static dev.sourcery.store.jdbc.StoreDatabase.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that loses commits which were visible, because it answers before they are on
 * disk, and then draws their positions again for other events.
 */
class LostTailTests {

	private static final int MANY = 60;

	private static final Duration LONG = Duration.ofSeconds(30);

	private OwnServer server;

	private StoreDatabase database;

	private JdbcEventStore store;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.server = OwnServer.start(directory);
		this.server.configure("synchronous_commit", "off");
		this.server.configure("wal_writer_delay", "10s");
		this.server.configure("autovacuum", "off");
		this.server.stopAtOnce();
		this.server.start();
		this.database = this.server.pool();
		this.store = this.database.store();
	}

	@AfterEach
	void close() {
		if (this.server != null) {
			this.database.close();
			this.server.close();
		}
	}

	@Test
	void aBatchThatWasReadBeforeACrashIsNotAppliedAfterIt() {
		append(this.store, "s", "before");
		this.database.jdbc().execute("checkpoint");
		CrashBeforeABatch checkpoints = new CrashBeforeABatch();
		Projections projections = new Projections(
				List.of(ProjectionDefinition.of(new Notes(this.database.jdbc()), this.store.types())), this.store,
				checkpoints, new SubscriptionSettings(1000, Duration.ofMillis(20), Duration.ofSeconds(30),
						Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10)));
		projections.start();
		Awaitility.await().until(() -> !rows().isEmpty());

		checkpoints.armed.set(true);
		// beyond what the sequence has written ahead to the log, so that positions are
		// drawn again
		append(this.store, "s", numbered("lost"));
		Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> rows().contains("redrawn " + MANY));

		projections.stop();
		List<RecordedEvent<?>> stored = this.store.readAll(EventQuery.all()).toList();
		assertThat(rows()).isEqualTo(texts(stored)).noneMatch((row) -> row.startsWith("lost"));
	}

	private static String[] numbered(String text) {
		return IntStream.rangeClosed(1, MANY).mapToObj((number) -> text + " " + number).toArray(String[]::new);
	}

	private List<String> rows() {
		return this.database.jdbc().queryForList("select note from business order by id", String.class);
	}

	private void loseTail() {
		Position last = this.store.lastPosition(new Position(Long.MAX_VALUE));
		this.server.crash();
		this.server.start();
		// what is broken is gone from the pool, so that the batch meets the new server
		((HikariDataSource) this.database.dataSource()).getHikariPoolMXBean().softEvictConnections();
		// the pool pauses after it was refused a connection
		Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> this.store.lastPosition(last) != null);
		JdbcEventStore other = this.database.store();
		assertThat(this.store.lastPosition(new Position(Long.MAX_VALUE))).as("the crash has taken back")
			.isNotEqualTo(last);
		append(other, "t", numbered("redrawn"));
		assertThat(this.store.lastPosition(last)).as("positions are drawn again").isEqualTo(last);
	}

	/**
	 * The checkpoints of the database, which crashes before the first batch after it was
	 * armed.
	 */
	private final class CrashBeforeABatch implements Checkpoints {

		private final Checkpoints stored = LostTailTests.this.database.checkpoints();

		private final AtomicBoolean armed = new AtomicBoolean();

		@Override
		public Position loadOrCreate(LaneKey key) {
			return this.stored.loadOrCreate(key);
		}

		@Override
		public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
				Runnable handlers) {
			if (this.armed.compareAndSet(true, false)) {
				loseTail();
			}
			return this.stored.advance(fence, from, to, incarnation, handlers);
		}

		@Override
		public Failing failing(Fence fence, Position position) {
			return new Failing(1, Duration.ZERO);
		}

		@Override
		public void reset(SubscriptionKey key, Runnable emptying) {
			this.stored.reset(key, emptying);
		}

	}

	@Projection("notes")
	private record Notes(JdbcTemplate jdbc) {

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
		}

	}

}
