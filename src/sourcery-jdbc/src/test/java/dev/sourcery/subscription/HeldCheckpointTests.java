package dev.sourcery.subscription;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.tail.ServerIncarnation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checkpoints that are held by a session which does not go on.
 */
class HeldCheckpointTests {

	private static final SubscriptionSettings WARNING_AT_ONCE = new SubscriptionSettings(100, Duration.ofMillis(20),
			Duration.ofMillis(10), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10), Duration.ZERO);

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@Test
	void whenANodeHangsInABatchAnotherTakesOver() throws Exception {
		CountDownLatch goOn = new CountDownLatch(1);
		AtomicInteger hanging = new AtomicInteger();
		JdbcCheckpoints bounded = new JdbcCheckpoints(this.database.dataSource(), this.database.transactionManager(),
				StoreDatabase.SCHEMA, Duration.ofMillis(100));
		Projections frozen = this.nodes.create(this.database.store(), bounded, Nodes.SETTINGS,
				new Notes(this.database.jdbc(), () -> {
					if (hanging.incrementAndGet() == 1) {
						goOn.await();
					}
				}));
		frozen.start();
		Commit commit = append(this.store, "s", "1");
		Awaitility.await().until(() -> hanging.get() == 1);
		try {
			Projections other = this.nodes.start(new Notes(this.database.jdbc(), () -> {
			}));
			other.await("notes", commit.token().orElseThrow(), Nodes.LONG);
		}
		finally {
			goOn.countDown();
		}
		frozen.await("notes", commit.token().orElseThrow(), Nodes.LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void aShorterLimitOfTheDatabaseStays() {
		assertThat(List.of(limitOfABatch("0"), limitOfABatch("1min"), limitOfABatch("7s"))).containsExactly("10s",
				"10s", "7s");
	}

	private String limitOfABatch(String limitOfTheSession) {
		try (StoreDatabase limited = new StoreDatabase((pool) -> pool
			.setConnectionInitSql("set idle_in_transaction_session_timeout = '%s'".formatted(limitOfTheSession)))) {
			Limits limits = new Limits(limited.jdbc());
			JdbcEventStore events = limited.store();
			Projections node = new Nodes(limited).start(limits);
			append(events, "s", "1");
			Awaitility.await().until(() -> !limits.seen.isEmpty());
			node.stop();
			return limits.seen.get(0);
		}
	}

	@Test
	void aCheckpointThatIsHeldIsReportedOnceWithItsSessionAndWhenItIsFree() throws Exception {
		Lines lines = listen();
		try (Connection connection = this.database.database().dataSource().getConnection();
				var statement = connection.createStatement()) {
			Projections node = this.nodes.create(WARNING_AT_ONCE, new Notes(this.database.jdbc(), () -> {
			}));
			this.database.checkpoints().loadOrCreate(new SubscriptionKey("notes", 1).lane(0));
			connection.setAutoCommit(false);
			statement.execute("set local application_name = 'frozen'");
			statement.execute("select from sourcery.projection_checkpoints for no key update");
			node.start();
			Commit commit = append(this.store, "s", "1");
			Awaitility.await().until(() -> !lines.texts.isEmpty());
			int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
			assertThat(lines.texts.get(0)).contains("notes", "by pid " + pid + " of application 'frozen'",
					"idle in transaction");
			connection.rollback();
			node.await("notes", commit.token().orElseThrow(), Nodes.LONG);
			Awaitility.await().until(() -> lines.texts.size() == 2);
			assertThat(lines.texts.get(1)).contains("notes", "free again");
		}
		finally {
			logger().detachAppender(lines);
		}
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void aCheckpointThatCannotBeMovedThoughNobodyHoldsItIsReportedOnce() throws Exception {
		Lines lines = listen();
		OnAnotherServer checkpoints = new OnAnotherServer(this.database.checkpoints());
		try {
			Projections node = this.nodes.create(this.store, checkpoints, WARNING_AT_ONCE,
					new Notes(this.database.jdbc(), () -> {
					}));
			node.start();
			Commit commit = append(this.store, "s", "1");
			Awaitility.await().until(() -> !lines.texts.isEmpty());
			assertThat(lines.texts.get(0)).contains("notes", "cannot be moved", "no session is known to hold it");
			assertThat(rows()).isEmpty();
			checkpoints.there.set(false);
			node.await("notes", commit.token().orElseThrow(), Nodes.LONG);
			Awaitility.await().until(() -> lines.texts.size() == 2);
			assertThat(lines.texts.get(1)).contains("notes", "free again");
		}
		finally {
			logger().detachAppender(lines);
		}
		assertThat(rows()).containsExactly("1");
	}

	private static Lines listen() {
		Lines lines = new Lines();
		lines.setContext(logger().getLoggerContext());
		lines.start();
		logger().addAppender(lines);
		return lines;
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(HeldCheckpointLog.class);
	}

	/**
	 * Checkpoints whose connections lead to another server for a while.
	 */
	private static final class OnAnotherServer implements Checkpoints {

		private final AtomicBoolean there = new AtomicBoolean(true);

		private final Checkpoints checkpoints;

		OnAnotherServer(Checkpoints checkpoints) {
			this.checkpoints = checkpoints;
		}

		@Override
		public Position loadOrCreate(LaneKey key) {
			return this.checkpoints.loadOrCreate(key);
		}

		@Override
		public Position position(LaneKey key) {
			return this.checkpoints.position(key);
		}

		@Override
		public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
				Runnable handlers) {
			return this.checkpoints.advance(fence, from, to,
					this.there.get() ? new ServerIncarnation("another") : incarnation, handlers);
		}

		@Override
		public Failing failing(Fence fence, Position position) {
			return new Failing(1, Duration.ZERO);
		}

		@Override
		public void reset(SubscriptionKey key, Runnable emptying) {
			this.checkpoints.reset(key, emptying);
		}

		@Override
		public Optional<CheckpointHolder> holder(LaneKey key) {
			return this.checkpoints.holder(key);
		}

	}

	@Test
	void withTheInMemoryStoreAHandlerThatHangsHoldsNoOtherProjection() throws Exception {
		CountDownLatch goOn = new CountDownLatch(1);
		InMemoryEventStore memory = new InMemoryEventStore(new JsonEventSerializer(EventTypes.of(Happened.class)));
		InMemoryCheckpoints checkpoints = new InMemoryCheckpoints();
		Projections node = this.nodes.create(memory, checkpoints, Nodes.SETTINGS,
				new Notes(this.database.jdbc(), goOn::await), new Limits(this.database.jdbc()));
		node.start();
		Commit commit = append(memory, "s", "1");
		try {
			node.await("limits", commit.token().orElseThrow(), Nodes.LONG);
			assertThat(checkpoints.loadOrCreate(new SubscriptionKey("notes", 1).lane(0))).isEqualTo(Position.START);
		}
		finally {
			goOn.countDown();
		}
		node.await("notes", commit.token().orElseThrow(), Nodes.LONG);
	}

	private List<String> rows() {
		return this.database.jdbc().queryForList("select note from business order by id", String.class);
	}

	interface Pause {

		void pass() throws InterruptedException;

	}

	@Projection("notes")
	static class Notes {

		private final JdbcTemplate jdbc;

		private final Pause pause;

		Notes(JdbcTemplate jdbc, Pause pause) {
			this.jdbc = jdbc;
			this.pause = pause;
		}

		@EventHandler
		void on(Happened event) throws InterruptedException {
			this.jdbc.update("insert into business (note) values (?)", event.text());
			this.pause.pass();
		}

	}

	@Projection("limits")
	static class Limits {

		private final JdbcTemplate jdbc;

		private final List<String> seen = new CopyOnWriteArrayList<>();

		Limits(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@EventHandler
		void on(Happened event) {
			this.seen.add(this.jdbc.queryForObject("show idle_in_transaction_session_timeout", String.class));
		}

	}

	static class Lines extends AppenderBase<ILoggingEvent> {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.texts.add(event.getFormattedMessage());
		}

	}

}
