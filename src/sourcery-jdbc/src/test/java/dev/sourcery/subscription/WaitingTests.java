package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StatementLog;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.tail.EventSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Progress over events of others that cannot be stored at first, and waits for a batch
 * that takes long.
 */
class WaitingTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final StatementLog log = new StatementLog(this.database.dataSource());

	private final JdbcEventStore store = new JdbcEventStore(this.log, new JdbcTransactionManager(this.log),
			new JsonEventSerializer(EventTypes.of(Happened.class, Ignored.class)), StoreDatabase.SCHEMA);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final Gated gated = new Gated(this.goOn, new JdbcTemplate(this.log));

	@AfterEach
	void close() {
		this.goOn.countDown();
		this.database.close();
	}

	private RunningSubscription create(Duration lease) {
		return new RunningSubscription(this.gated, new SubscriptionRuntime(EventSource.of(this.store),
				new JdbcCheckpoints(this.log, new JdbcTransactionManager(this.log), StoreDatabase.SCHEMA, lease),
				Nodes.SETTINGS));
	}

	private long statements(String part) {
		return this.log.statements().stream().filter((sql) -> sql.contains(part)).count();
	}

	// not those of the handler
	private long prepared() {
		return this.log.statements().stream().filter((sql) -> !sql.equals("unprepared")).count();
	}

	private long lanes() {
		return this.jdbc.queryForObject("select count(*) from sourcery.subscription_lanes where lane < lanes",
				Long.class);
	}

	private long lowest() {
		return this.jdbc.queryForObject("select min(position) from sourcery.subscription_lanes where lane < lanes",
				Long.class);
	}

	/**
	 * The same as if a renewal of the claims had locked the rows in this moment.
	 */
	private ConsistencyToken appendWhileTheLanesAreLocked() throws Exception {
		try (Connection other = this.database.dataSource().getConnection(); Statement lock = other.createStatement()) {
			other.setAutoCommit(false);
			lock.execute("select from sourcery.subscription_lanes for no key update");
			long before = statements("stop_at >= ?");
			ConsistencyToken token = this.store
				.append(new StreamId("thing", "s"), ExpectedVersion.any(),
						Stream.of(new Ignored("x")).map(NewEvent::of).toList())
				.token()
				.orElseThrow();
			Awaitility.await().until(() -> statements("stop_at >= ?") >= before + 2);
			// the lanes have seen the refusal
			long after = this.log.statements().size();
			Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> this.log.statements().size() > after);
			other.rollback();
			return token;
		}
	}

	@Test
	void progressOverEventsOfOthersIsStoredAfterARefusal() throws Exception {
		this.goOn.countDown();
		this.gated.lanes = 2;
		RunningSubscription running = create(Duration.ofSeconds(10));
		running.start();
		try {
			running.await(append(this.store, "s", "first").token().orElseThrow(), Nodes.LONG);
			ConsistencyToken token = appendWhileTheLanesAreLocked();
			Awaitility.await().until(() -> lowest() >= token.position().value());
		}
		finally {
			running.beginStop();
			running.awaitStop();
		}
	}

	@Test
	void aChangeOfLanesEndsAfterARefusal() throws Exception {
		this.goOn.countDown();
		this.gated.lanes = 2;
		RunningSubscription running = create(Duration.ofSeconds(10));
		running.start();
		try {
			running.await(append(this.store, "s", "first").token().orElseThrow(), Nodes.LONG);
			appendWhileTheLanesAreLocked();
			this.jdbc.update("update sourcery.subscription_lanes set stop_at = ?, next_lanes = 1",
					this.jdbc.queryForObject("select max(position) from sourcery.events", Long.class));
			Awaitility.await().until(() -> lanes() == 1);
		}
		finally {
			running.beginStop();
			running.awaitStop();
		}
	}

	@Test
	void aBatchThatTakesLongerThanTheLeaseIsAwaitedOnItsNode() throws Exception {
		RunningSubscription running = create(Duration.ofMillis(300));
		running.start();
		try {
			requireAwaited(running);
		}
		finally {
			this.goOn.countDown();
			running.beginStop();
			running.awaitStop();
		}
	}

	@Test
	void aBatchThatTakesLongerThanTheLeaseIsAwaitedOnOtherNodes() throws Exception {
		RunningSubscription running = create(Duration.ofMillis(300));
		running.start();
		try {
			requireAwaited(create(Duration.ofMillis(300)));
		}
		finally {
			this.goOn.countDown();
			running.beginStop();
			running.awaitStop();
		}
	}

	private void requireAwaited(RunningSubscription waiting) {
		ConsistencyToken token = append(this.store, "s", "first").token().orElseThrow();
		CompletableFuture<OptionalInt> future = waiting.whileLive().awaitAsync(token, Nodes.LONG, () -> {
		});
		CompletableFuture<?> timer = new CompletableFuture<>().completeOnTimeout(null, 5, TimeUnit.SECONDS);
		Awaitility.await().until(timer::isDone);
		this.goOn.countDown();
		future.join();
	}

	@Test
	void manyWaitsSendFewStatements() throws Exception {
		RunningSubscription running = create(Duration.ofSeconds(10));
		running.start();
		try {
			ConsistencyToken token = append(this.store, "s", "first").token().orElseThrow();
			List<CompletableFuture<OptionalInt>> futures = Stream
				.generate(() -> running.whileLive().awaitAsync(token, Nodes.LONG, () -> {
				}))
				.limit(100)
				.toList();
			long before = prepared();
			long lanesBefore = statements("as leased");
			Awaitility.await().pollDelay(Duration.ofSeconds(3)).until(() -> prepared() > before);
			long lanes = statements("as leased") - lanesBefore;
			long all = prepared() - before;
			assertThat(lanes).as("by the node and by the waits").isLessThanOrEqualTo(30);
			assertThat(all).as("100 a second").isLessThanOrEqualTo(300);
		}
		finally {
			this.goOn.countDown();
			running.beginStop();
			running.awaitStop();
		}
	}

	private static final class Gated implements Subscription {

		private final CountDownLatch goOn;

		private final JdbcTemplate jdbc;

		private int lanes = 1;

		Gated(CountDownLatch goOn, JdbcTemplate jdbc) {
			this.goOn = goOn;
			this.jdbc = jdbc;
		}

		@Override
		public SubscriptionKey key() {
			return new SubscriptionKey("gated", 1);
		}

		@Override
		public Set<String> eventTypes() {
			return Set.of("thing.happened");
		}

		@Override
		public boolean needsMetadata() {
			return false;
		}

		@Override
		public int lanes() {
			return this.lanes;
		}

		@Override
		public int batchSize(int configured) {
			return configured;
		}

		@Override
		public void handle(List<RecordedEvent<?>> batch) {
			// not idle: the server ends a transaction that is
			while (this.goOn.getCount() > 0) {
				this.jdbc.execute("select pg_sleep(0.05)");
			}
		}

		@Override
		public void reset() {
		}

	}

}
