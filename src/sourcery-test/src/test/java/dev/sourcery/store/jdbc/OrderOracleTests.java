package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.SettledPosition;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many writers in transactions of every shape, two readers beside them; afterwards what
 * was delivered is compared with what was committed. Runs for
 * {@code -Dsourcery.oracle.seconds}.
 */
class OrderOracleTests {

	private static final int WRITERS = 10;

	private static final int STREAMS = 20;

	private final StoreDatabase database = new StoreDatabase();

	private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("sourcery.oracle.seconds", 5));

	private volatile boolean writing = true;

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void nothingIsLostDoubledOrReordered() throws Exception {
		JdbcEventStore store = this.database.store();
		ExecutorService threads = Executors.newCachedThreadPool();
		List<Future<List<RecordedEvent<?>>>> readers = List.of(threads.submit(() -> follow(store)),
				threads.submit(() -> follow(this.database.store())));
		List<Future<?>> writers = new ArrayList<>();
		for (int i = 0; i < WRITERS; i++) {
			int seed = i;
			writers.add(threads.submit(() -> write(store, new Random(seed))));
		}
		for (Future<?> writer : writers) {
			writer.get();
		}
		this.writing = false;
		List<Long> committed = this.database.jdbc()
			.queryForList("select position from sourcery.events order by position", Long.class);
		assertThat(committed).hasSizeGreaterThan(100);
		for (Future<List<RecordedEvent<?>>> reader : readers) {
			verify(reader.get(), committed);
		}
		threads.shutdown();
	}

	private static void verify(List<RecordedEvent<?>> delivered, List<Long> committed) {
		assertThat(delivered.stream().map((event) -> event.position().value()).toList()).as("delivered")
			.isEqualTo(committed);
		Map<StreamId, Long> versions = new HashMap<>();
		for (RecordedEvent<?> event : delivered) {
			assertThat(event.version()).as("version in %s", event.stream())
				.isEqualTo(versions.merge(event.stream(), 1L, Long::sum));
		}
	}

	private List<RecordedEvent<?>> follow(JdbcEventStore store) {
		OrderOfEventsTests.Follower follower = new OrderOfEventsTests.Follower(store);
		Set<Position> seen = new HashSet<>();
		boolean more = true;
		while (more) {
			more = this.writing;
			follower.look();
		}
		// all writers are gone: one more look settles everything
		SettledPosition last = store.settledPosition();
		follower.look();
		assertThat(store.readAll(EventQuery.all(), last)).hasSameSizeAs(follower.delivered());
		follower.delivered().forEach((event) -> assertThat(seen.add(event.position())).as("once").isTrue());
		return follower.delivered();
	}

	private void write(JdbcEventStore store, Random random) {
		while (System.nanoTime() < this.end) {
			try {
				if (random.nextInt(4) == 0) {
					appendSomething(store, random);
				}
				else {
					transaction(random).executeWithoutResult((status) -> {
						work(store, random);
						if (random.nextInt(5) == 0) {
							status.setRollbackOnly();
						}
					});
				}
			}
			catch (VersionConflictException | StoreContentionException | ConcurrencyFailureException ex) {
				// another writer was faster, or two waited for each other: both as it
				// should be
				continue;
			}
		}
	}

	private TransactionTemplate transaction(Random random) {
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		if (random.nextInt(4) == 0) {
			transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		}
		return transaction;
	}

	private void work(JdbcEventStore store, Random random) {
		for (int i = random.nextInt(3); i >= 0; i--) {
			if (random.nextBoolean()) {
				this.database.jdbc().update("insert into business (note) values ('x')");
			}
			pause(random);
			appendSomething(store, random);
			pause(random);
		}
	}

	private void appendSomething(JdbcEventStore store, Random random) {
		StoreDatabase.append(store, "s" + random.nextInt(STREAMS), "a");
	}

	private static void pause(Random random) {
		if (random.nextInt(3) == 0) {
			LockSupport.parkNanos(Duration.ofMillis(random.nextInt(5)).toNanos());
		}
	}

}
