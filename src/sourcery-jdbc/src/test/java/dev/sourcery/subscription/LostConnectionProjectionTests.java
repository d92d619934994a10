package dev.sourcery.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Projections whose connections the server ends in the middle of a batch, more often than
 * an event that fails is retried.
 */
class LostConnectionProjectionTests {

	private static final int KILLS = 10;

	private final StoreDatabase database = new StoreDatabase();

	private final Nodes nodes = new Nodes(this.database);

	private final AtomicInteger attempts = new AtomicInteger();

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@Test
	void aBatchWhoseConnectionIsLostIsRetriedAsOftenAsItTakes() throws Exception {
		assertPasses(this::endOwnBackend);
	}

	@Test
	void aHandlerMayHideThatTheConnectionIsLost() throws Exception {
		assertPasses((text) -> {
			try {
				endOwnBackend(text);
			}
			catch (DataAccessException ex) {
				// the commit shows it, or the next statement
			}
		});
	}

	@Test
	void aHandlerMayLoseAConnectionOfATransactionOfItsOwn() throws Exception {
		TransactionTemplate inner = new TransactionTemplate(this.database.transactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		assertPasses((text) -> inner.executeWithoutResult((status) -> endOwnBackend(text)));
	}

	@Test
	void aHandlerMayWrapWhatItMeets() throws Exception {
		assertPasses((text) -> {
			try {
				endOwnBackend(text);
			}
			catch (DataAccessException ex) {
				IllegalStateException failure = new IllegalStateException("cannot write");
				failure.addSuppressed(ex);
				throw failure;
			}
		});
	}

	private void assertPasses(Consumer<String> check) throws Exception {
		Projections projections = this.nodes.start(new Rows(this.database.jdbc(), check));
		Commit commit = append(this.database.store(), "s", "1");
		projections.await("rows", commit.token().orElseThrow(), Nodes.LONG);
		assertThat(this.attempts).hasValueGreaterThan(KILLS);
		assertThat(rows()).containsExactly("1");
	}

	private void endOwnBackend(String text) {
		if (this.attempts.incrementAndGet() <= KILLS) {
			this.database.jdbc().execute("select pg_terminate_backend(pg_backend_pid())");
		}
	}

	@Test
	void projectionsOfTwoNodesFinishWhileAllConnectionsAreEndedAgainAndAgain() throws Exception {
		List<Projections> running = List.of(this.nodes.start(rowsOfSmallBatches(), new Other(this.database.jdbc())),
				this.nodes.start(rowsOfSmallBatches(), new Other(this.database.jdbc())));
		AtomicBoolean over = new AtomicBoolean();
		ExecutorService threads = Executors.newCachedThreadPool();
		List<Future<Integer>> writers = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			String stream = "s" + i;
			writers.add(threads.submit(() -> write(this.database.store(), stream, over)));
		}
		for (int kills = 0; kills < 15; kills++) {
			endAllBackendsInTheMiddleOfABatch();
		}
		over.set(true);
		int written = 0;
		for (Future<Integer> writer : writers) {
			written += writer.get();
		}
		threads.shutdown();
		Commit last = append(this.database.store(), "last", "last");
		for (Projections node : running) {
			for (String name : List.of("rows", "other")) {
				node.await(name, last.token().orElseThrow(), Nodes.LONG);
				assertThat(node.status(name).state()).isNotEqualTo(SubscriptionState.BLOCKED);
			}
		}
		assertThat(rows()).hasSize(written + 1).doesNotHaveDuplicates();
		assertThat(this.database.jdbc().queryForObject("select count(*) from other", Integer.class))
			.isEqualTo(written + 1);
	}

	private Rows rowsOfSmallBatches() {
		return new Rows(this.database.jdbc(), (text) -> {
		});
	}

	private int write(JdbcEventStore store, String stream, AtomicBoolean over) {
		int version = 0;
		while (!over.get()) {
			NewEvent event = NewEvent.of(new Happened(stream + " " + version));
			boolean stored = false;
			while (!stored) {
				try {
					store.append(new StreamId("thing", stream), ExpectedVersion.exactly(version), List.of(event));
					stored = true;
				}
				catch (StoreAccessException ex) {
					// the same event is appended again
				}
			}
			version++;
		}
		return version;
	}

	private void endAllBackendsInTheMiddleOfABatch() {
		Awaitility.await()
			.ignoreExceptions()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.database.jdbc().queryForObject("""
					select count(pg_terminate_backend(activity.pid))
					from pg_stat_activity activity
					where activity.datname = current_database() and activity.pid <> pg_backend_pid()
					  and exists (
					      select from pg_locks held
					      where held.relation = 'business'::regclass and held.mode = 'RowExclusiveLock')
					""", Integer.class) > 0);
	}

	private List<String> rows() {
		return this.database.jdbc().queryForList("select note from business order by id", String.class);
	}

	@Projection(value = "rows", batchSize = 20)
	static class Rows {

		private final JdbcTemplate jdbc;

		private final Consumer<String> check;

		Rows(JdbcTemplate jdbc, Consumer<String> check) {
			this.jdbc = jdbc;
			this.check = check;
		}

		@EventHandler
		void on(Happened event) {
			this.check.accept(event.text());
			this.jdbc.update("insert into business (note) values (?)", event.text());
		}

	}

	@Projection("other")
	static class Other {

		private final JdbcTemplate jdbc;

		Other(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
			jdbc.execute("create table if not exists other (note text)");
		}

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into other (note) values (?)", event.text());
		}

	}

}
