package dev.sourcery.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.VersionState;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.UnappliedAppendException;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.projection.ProjectionMode.ASYNCHRONOUS;
import static dev.sourcery.projection.ProjectionMode.IN_TRANSACTION;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Modes together with versions, groups of appends, and handlers that append.
 */
class ModeInteractionTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<ModeNode> nodes = new ArrayList<>();

	@BeforeEach
	void createJournal() {
		ModeNode.createJournal(this.jdbc);
		this.jdbc.execute("create table journal2 (position bigint)");
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.nodes.forEach(ModeNode::close);
		this.database.close();
	}

	private ModeNode start(ProjectionMode mode, Object projection) {
		ModeNode node = new ModeNode(this.database, mode, projection);
		this.nodes.add(node);
		return node.start();
	}

	private ConsistencyToken write(EventStore store) {
		return append(store, "s", "text").token().orElseThrow();
	}

	private List<Long> applied(String journal) {
		return this.jdbc.queryForList("select position from " + journal + " order by position", Long.class);
	}

	@Test
	void aNodeWithANewVersionHandsTheFormerOneOverAndJoinsWhenItHasTakenOver() throws Exception {
		ModeNode former = start(IN_TRANSACTION, new ModeNode.Journal(this.jdbc));
		write(former.store());
		ModeNode next = start(IN_TRANSACTION, new Journal2(this.jdbc));
		assertThat(ModeNode.storedMode(this.database)).isEqualTo(ASYNCHRONOUS);
		write(next.store());
		ConsistencyToken token = write(former.store());
		former.projections().version("journal", 1).await(token, Nodes.LONG);
		next.projections().version("journal", 2).await(token, Nodes.LONG);
		assertThat(applied("journal")).containsExactly(1L, 2L, 3L);
		assertThat(applied("journal2")).containsExactly(1L, 2L, 3L);
		Awaitility.await()
			.until(() -> next.projections().version("journal", 2).status().versionState() == VersionState.LIVE);
		assertThat(ModeNode.storedMode(this.database)).as("while the former version runs").isEqualTo(ASYNCHRONOUS);
		former.close();
		next.awaitMode(IN_TRANSACTION);
		write(next.store());
		assertThat(applied("journal2")).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void inAGroupOnlyTheAppendsAreRefusedThatAreNotApplied() throws Exception {
		start(IN_TRANSACTION, new ModeNode.Journal(this.jdbc));
		EventStore store = this.database.store();
		List<? extends Future<Boolean>> appends = IntStream.range(0, 40)
			.mapToObj((number) -> this.threads.submit(() -> isStored(store, number)))
			.toList();
		for (int i = 0; i < appends.size(); i++) {
			assertThat(appends.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i % 2 == 0);
		}
		assertThat(this.jdbc.queryForObject("select count(*) from sourcery.events", Long.class)).isEqualTo(20);
	}

	private static boolean isStored(EventStore store, int number) {
		try {
			store.append(new StreamId("thing", "s" + number), ExpectedVersion.any(),
					List.of(NewEvent.of((number % 2 == 0) ? new Ignored("text") : new Happened("text"))));
			return true;
		}
		catch (UnappliedAppendException ex) {
			return false;
		}
	}

	@Test
	void aHandlerThatAppendsInANewTransactionMakesAHandOverGiveUp() throws Exception {
		CountDownLatch inHandler = new CountDownLatch(1);
		CountDownLatch waiting = new CountDownLatch(1);
		Appending handlers = new Appending(this.database, inHandler, waiting);
		ModeNode joined = start(IN_TRANSACTION, handlers);
		handlers.store = joined.store();
		Future<?> outer = this.threads.submit(() -> append(joined.store(), "s", "outer"));
		inHandler.await(30, TimeUnit.SECONDS);
		Future<ModeNode> leaving = this.threads
			.submit(() -> start(ASYNCHRONOUS, new Appending(this.database, inHandler, waiting)));
		Awaitility.await().until(this::isHandOverWaiting);
		waiting.countDown();
		outer.get(30, TimeUnit.SECONDS);
		ModeNode left = leaving.get(30, TimeUnit.SECONDS);
		left.awaitMode(ASYNCHRONOUS);
		left.projections().await("journal", append(left.store(), "s", "last").token().orElseThrow(), Nodes.LONG);
		assertThat(applied("journal")).containsExactly(1L, 2L, 3L);
	}

	@Test
	void ofAFirstAppendAndTheFirstLanesOneDecides() throws Exception {
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		Future<?> lanes = transaction.execute((status) -> {
			assertThat(beginApplying("appended first")).containsExactly(1);
			return afterBlocking(() -> insertLane("appended first"));
		});
		lanes.get(30, TimeUnit.SECONDS);
		assertThat(this.jdbc.queryForObject("select joined and paused from sourcery.subscription_lanes", Boolean.class))
			.isTrue();
		Future<?> append = transaction.execute((status) -> {
			insertLane("lanes first");
			return afterBlocking(() -> assertThat(beginApplying("lanes first")).isEmpty());
		});
		append.get(30, TimeUnit.SECONDS);
	}

	private Future<?> afterBlocking(Runnable action) {
		Future<?> other = this.threads.submit(action);
		this.database.awaitBlockedBackend();
		return other;
	}

	private List<Integer> beginApplying(String name) {
		return this.jdbc.queryForList("select sourcery.begin_applying(array[?], array[1], '{}', '{}')", Integer.class,
				name);
	}

	private void insertLane(String name) {
		this.jdbc.update(
				"insert into sourcery.subscription_lanes (name, subscription_version, lane, position) values (?, 1, 0, 0)",
				name);
	}

	private boolean isHandOverWaiting() {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("""
				select exists (
				    select from pg_locks
				    where relation = 'sourcery.events'::regclass and mode = 'ShareRowExclusiveLock' and not granted)
				""", Boolean.class));
	}

	@Projection(value = "journal", version = 2)
	private record Journal2(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.jdbc.update("insert into journal2 (position) values (?)", event.position().value());
		}

	}

	@Projection("journal")
	private static final class Appending {

		private final JdbcTemplate jdbc;

		private final TransactionTemplate separate;

		private final CountDownLatch inHandler;

		private final CountDownLatch waiting;

		private volatile EventStore store;

		Appending(StoreDatabase database, CountDownLatch inHandler, CountDownLatch waiting) {
			this.jdbc = database.jdbc();
			this.store = database.store();
			this.separate = new TransactionTemplate(database.transactionManager());
			this.separate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			this.inHandler = inHandler;
			this.waiting = waiting;
		}

		@EventHandler
		void on(RecordedEvent<Happened> event) throws InterruptedException {
			this.jdbc.update("insert into journal (stream, version, position) values (?, ?, ?)", event.stream().id(),
					event.version(), event.position().value());
			if (event.payload().text().equals("outer")) {
				this.inHandler.countDown();
				this.waiting.await(30, TimeUnit.SECONDS);
				this.separate.executeWithoutResult((status) -> append(this.store, "t", "inner"));
			}
		}

	}

}
