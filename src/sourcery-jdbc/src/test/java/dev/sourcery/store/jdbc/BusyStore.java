package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Commit;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps four appends of a store waiting for the transaction of another store, so that
 * further appends form groups.
 */
final class BusyStore implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 60;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final JdbcTemplate direct;

	private final JdbcTemplate locking;

	private final Caller other;

	private final JdbcEventStore otherStore;

	private final JdbcEventStore store;

	private final List<Future<Commit>> busy = new ArrayList<>();

	BusyStore(StoreDatabase database, JdbcEventStore store) {
		this.direct = new JdbcTemplate(database.database().dataSource());
		this.locking = database.jdbc();
		this.other = new Caller(database.transactionManager());
		this.otherStore = database.store();
		this.store = store;
	}

	BusyStore begin() {
		return begin("busy");
	}

	BusyStore begin(String prefix) {
		this.other.begin();
		for (int i = 1; i <= 4; i++) {
			String stream = prefix + i;
			this.other.run(() -> StoreDatabase.append(this.otherStore, stream, "1"));
			this.busy.add(submit(() -> StoreDatabase.append(this.store, stream, "2")));
		}
		awaitBlocked(4);
		return this;
	}

	/**
	 * Lets every append wait, not only those to some streams, and groups as long as
	 * others.
	 */
	BusyStore beginWithWaitingInserts() {
		this.direct.execute("""
				create function wait_for_test() returns trigger language plpgsql set lock_timeout = 0 as $$
				begin
				    perform pg_advisory_xact_lock_shared(4711);
				    return new;
				end
				$$;
				create trigger wait_for_test before insert on sourcery.events
				    for each row execute function wait_for_test();
				""");
		this.other.begin();
		this.other.run(() -> {
			this.locking.execute("select pg_advisory_xact_lock(4711)");
			return null;
		});
		for (String stream : List.of("busy1", "busy2", "busy3", "busy4")) {
			this.busy.add(submit(() -> StoreDatabase.append(this.store, stream, "1")));
		}
		awaitBlocked(4);
		return this;
	}

	<T> Future<T> submit(Callable<T> work) {
		return this.threads.submit(work);
	}

	/**
	 * Ends the transaction and with it the waiting.
	 */
	List<Object> end() {
		this.other.commit();
		return this.busy.stream().map(BusyStore::outcome).toList();
	}

	/**
	 * Waits until so many backends wait for a lock.
	 */
	void awaitBlocked(int backends) {
		await().until(() -> this.direct.queryForObject("""
				select count(*)
				from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'
				""", Long.class) >= backends);
	}

	/**
	 * What a call returns, or the failure that it throws.
	 */
	static Object outcome(Future<?> call) {
		try {
			return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	static StreamId stream(String id) {
		return new StreamId("thing", id);
	}

	static NewEvent event(UUID id) {
		return new NewEvent(id, new Happened("e"), Metadata.empty());
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.other.close();
	}

}
