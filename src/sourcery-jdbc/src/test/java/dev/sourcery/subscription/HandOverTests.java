package dev.sourcery.subscription;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.UnappliedAppendException;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A projection is switched between its modes by restarts of two nodes while writers
 * append in different ways: afterwards the journal has each event once, and the events of
 * each stream in their order.
 */
class HandOverTests {

	private static final Logger logger = LoggerFactory.getLogger(HandOverTests.class);

	private static final int SWITCHES = 10;

	private static final int WRITERS = 4;

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean writing = new AtomicBoolean(true);

	private final AtomicReferenceArray<ModeNode> nodes = new AtomicReferenceArray<>(2);

	private final AtomicInteger appended = new AtomicInteger();

	private final AtomicInteger retried = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	@BeforeEach
	void createJournal() {
		ModeNode.createJournal(this.jdbc);
	}

	@AfterEach
	void close() {
		this.writing.set(false);
		this.threads.shutdownNow();
		IntStream.range(0, 2).mapToObj(this.nodes::get).forEach(ModeNode::close);
		this.database.close();
	}

	@Test
	void eachEventIsAppliedOnceAndInOrderWhileTheModeIsSwitched() throws Exception {
		restart(0, ProjectionMode.ASYNCHRONOUS);
		restart(1, ProjectionMode.ASYNCHRONOUS);
		List<? extends Future<?>> writers = IntStream.range(0, WRITERS)
			.mapToObj((writer) -> this.threads.submit((Callable<Void>) () -> write(writer)))
			.toList();
		for (int i = 1; i <= SWITCHES; i++) {
			ProjectionMode mode = (i % 2 == 1) ? ProjectionMode.IN_TRANSACTION : ProjectionMode.ASYNCHRONOUS;
			restart(0, mode);
			restart(1, mode);
			this.nodes.get(i % 2).awaitMode(mode);
			int before = this.appended.get();
			Awaitility.await().until(() -> this.appended.get() > before + 100);
		}
		this.writing.set(false);
		for (Future<?> writer : writers) {
			writer.get(30, TimeUnit.SECONDS);
		}
		ConsistencyToken last = append(this.nodes.get(0).store(), "last", "last").token().orElseThrow();
		this.nodes.get(1).projections().await("journal", last, Nodes.LONG);
		logger.info("{} appends, {} retried, {} refused", this.appended, this.retried, this.refused);
		assertJournalHasEachEventOnceInOrder();
	}

	private void restart(int number, ProjectionMode mode) {
		ModeNode before = this.nodes.get(number);
		if (before != null) {
			before.close();
		}
		this.nodes.set(number, new ModeNode(this.database, mode).start());
	}

	private Void write(int writer) {
		for (int i = 0; this.writing.get(); i++) {
			EventStore store = this.nodes.get(ThreadLocalRandom.current().nextInt(2)).store();
			try {
				write(store, "s" + (writer % 2) + "-" + (i % 5), i % 4);
				this.appended.incrementAndGet();
			}
			catch (UnappliedAppendException ex) {
				// a node that was stopped does not follow the switch
				this.refused.incrementAndGet();
			}
			catch (DataAccessException | TransactionException | EventStoreException ex) {
				if (ex.toString().contains("is applied in the transaction of the append")) {
					this.refused.incrementAndGet();
				}
				else {
					this.retried.incrementAndGet();
				}
			}
		}
		return null;
	}

	private void write(EventStore store, String stream, int style) {
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		switch (style) {
			case 0 -> append(store, stream, "alone");
			case 1 -> transaction.executeWithoutResult((status) -> {
				append(store, stream, "first", "second");
				Object savepoint = status.createSavepoint();
				append(store, stream, "rolled back");
				status.rollbackToSavepoint(savepoint);
				append(store, stream + "b", "third");
			});
			case 2 -> transaction.executeWithoutResult((status) -> {
				Object savepoint = status.createSavepoint();
				append(store, stream, "rolled back");
				status.rollbackToSavepoint(savepoint);
				pause();
				append(store, stream, "after the savepoint");
			});
			default -> {
				transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
				transaction.executeWithoutResult((status) -> {
					this.jdbc.queryForObject("select count(*) from business", Long.class);
					pause();
					append(store, stream, "with an earlier snapshot");
				});
			}
		}
	}

	// to widen the interval between two statements
	private void pause() {
		this.jdbc.queryForList("select pg_sleep(random() * 0.02)");
	}

	private void assertJournalHasEachEventOnceInOrder() {
		assertThat(this.jdbc.queryForList("""
				select events.position || ' of ' || events.stream_id || ' ' || count(journal.id) || ' times'
				from sourcery.events
				left join journal on journal.position = events.position
				group by events.position, stream_id
				having count(journal.id) <> 1
				""", String.class)).as("events that were not applied once").isEmpty();
		assertThat(this.jdbc.queryForList("""
				select stream
				from (select stream, version - lag(version, 1, 0::bigint) over (partition by stream order by id) as step
				      from journal) as steps
				where step <> 1
				""", String.class)).as("streams out of order").isEmpty();
		assertThat(this.jdbc.queryForObject("select count(*) from journal", Long.class))
			.isEqualTo(this.jdbc.queryForObject("select count(*) from sourcery.events", Long.class));
	}

}
