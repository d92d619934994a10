package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.projection.ProjectionMode.ASYNCHRONOUS;
import static dev.sourcery.projection.ProjectionMode.IN_TRANSACTION;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Hand-overs that fail, are delayed, or run while events are appended.
 */
class HandOverFaultTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final List<ModeNode> nodes = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean writing = new AtomicBoolean(true);

	@BeforeEach
	void createJournal() {
		ModeNode.createJournal(this.jdbc);
	}

	@AfterEach
	void close() {
		this.writing.set(false);
		this.threads.shutdownNow();
		this.nodes.forEach(ModeNode::close);
		this.database.close();
	}

	private ModeNode create(ProjectionMode mode) {
		ModeNode node = new ModeNode(this.database, mode);
		this.nodes.add(node);
		return node;
	}

	private ConsistencyToken write(EventStore store) {
		return append(store, "s", "text").token().orElseThrow();
	}

	private void assertAppliedOnce() {
		assertThat(this.jdbc.queryForList("select position from journal order by id", Long.class))
			.isEqualTo(this.jdbc.queryForList("select position from sourcery.events order by position", Long.class));
	}

	@Test
	void aHandOverThatIsKilledLeavesTheFormerMode() throws Exception {
		ModeNode asynchronous = create(ASYNCHRONOUS).start();
		asynchronous.projections().await("journal", write(asynchronous.store()), Nodes.LONG);
		asynchronous.close();
		ModeNode joining;
		try (Connection connection = this.database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("select from sourcery.subscription_lanes for no key update");
			joining = create(IN_TRANSACTION).start();
			killHandOver();
			assertThat(ModeNode.storedMode(this.database)).isEqualTo(ASYNCHRONOUS);
			write(joining.store());
			connection.rollback();
		}
		joining.awaitMode(IN_TRANSACTION);
		write(joining.store());
		joining.close();

		ModeNode leaving = create(ASYNCHRONOUS);
		try (Connection connection = this.database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("select from sourcery.subscription_lanes for no key update");
			Future<?> starting = this.threads.submit(leaving::start);
			killHandOver();
			assertThat(ModeNode.storedMode(this.database)).isEqualTo(IN_TRANSACTION);
			write(leaving.store());
			connection.rollback();
			starting.get(30, TimeUnit.SECONDS);
		}
		leaving.awaitMode(ASYNCHRONOUS);
		leaving.projections().await("journal", write(leaving.store()), Nodes.LONG);
		assertAppliedOnce();
	}

	// it holds the lock on the events, and waits for a lane
	private void killHandOver() {
		Awaitility.await().until(() -> !this.jdbc.queryForList("""
				select pg_terminate_backend(pid)
				from pg_locks
				where relation = 'sourcery.events'::regclass and mode = 'ShareRowExclusiveLock' and granted
				  and pid in (select pid from pg_stat_activity where wait_event_type = 'Lock')
				""").isEmpty());
	}

	@Test
	void aHandOverThatMeetsALongTransactionGivesUpAndSucceedsLater() throws Exception {
		ModeNode former = create(ASYNCHRONOUS).start();
		former.projections().await("journal", write(former.store()), Nodes.LONG);
		former.close();
		ModeNode joining = create(IN_TRANSACTION);
		new TransactionTemplate(this.database.transactionManager()).executeWithoutResult((status) -> {
			append(joining.store(), "long", "text");
			joining.start();
			awaitWaitingHandOver();
			// waits behind the hand-over until that gives up
			Future<?> other = this.threads.submit(() -> write(joining.store()));
			Awaitility.await().until(other::isDone);
			assertThat(ModeNode.storedMode(this.database)).isEqualTo(ASYNCHRONOUS);
		});
		joining.awaitMode(IN_TRANSACTION);
		write(joining.store());
		assertThat(this.jdbc.queryForObject("select count(*) from journal", Long.class)).isEqualTo(4);
	}

	private void awaitWaitingHandOver() {
		Awaitility.await().until(() -> Boolean.TRUE.equals(this.jdbc.queryForObject("""
				select exists (
				    select from pg_locks
				    where relation = 'sourcery.events'::regclass and mode = 'ShareRowExclusiveLock' and not granted)
				""", Boolean.class)));
	}

	@Test
	void aTransactionWithAnEarlierSnapshotIsRetried() {
		ModeNode former = create(ASYNCHRONOUS).start();
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		transaction.setIsolationLevel(TransactionTemplate.ISOLATION_REPEATABLE_READ);
		assertThatException().isThrownBy(() -> transaction.executeWithoutResult((status) -> {
			this.jdbc.queryForObject("select count(*) from business", Long.class);
			former.close();
			create(IN_TRANSACTION).start().awaitMode(IN_TRANSACTION);
			write(former.store());
		})).withStackTraceContaining("could not serialize access");
		assertThat(this.jdbc.queryForObject("select count(*) from sourcery.events", Long.class)).isZero();
	}

	@Test
	void aRebuildExcludesAppendsOnlyForItsLastStep() throws Exception {
		ModeNode node = create(IN_TRANSACTION).start();
		List<? extends Future<?>> writers = List.of(this.threads.submit(() -> writeAll(node.store(), "a")),
				this.threads.submit(() -> writeAll(node.store(), "b")));
		for (int i = 0; i < 3; i++) {
			long before = events();
			Awaitility.await().until(() -> events() > before + 50);
			node.projections().rebuild("journal");
			long rebuilt = events();
			Awaitility.await().until(() -> events() > rebuilt + 50);
			node.awaitMode(IN_TRANSACTION);
		}
		this.writing.set(false);
		for (Future<?> writer : writers) {
			writer.get(30, TimeUnit.SECONDS);
		}
		assertThat(this.jdbc.queryForList("""
				select events.position || ' ' || count(journal.id)
				from sourcery.events
				left join journal on journal.position = events.position
				group by events.position
				having count(journal.id) <> 1
				""", String.class)).as("events that were not applied once").isEmpty();
	}

	private void writeAll(EventStore store, String stream) {
		while (this.writing.get()) {
			append(store, stream, "text");
		}
	}

	private long events() {
		Long count = this.jdbc.queryForObject("select count(*) from sourcery.events", Long.class);
		return (count != null) ? count : 0;
	}

}
