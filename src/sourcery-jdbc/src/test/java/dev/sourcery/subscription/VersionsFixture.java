package dev.sourcery.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.ProjectionTables;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.projection.VersionState;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.awaitility.Awaitility.await;

/**
 * Two versions of a projection with a table each, and the view that readers read.
 */
abstract class VersionsFixture {

	static final Duration SHORT = Duration.ofMillis(200);

	final StoreDatabase database = new StoreDatabase();

	final JdbcTemplate jdbc = this.database.jdbc();

	final JdbcEventStore store = this.database.store();

	final Nodes nodes = new Nodes(this.database);

	final ExecutorService threads = Executors.newCachedThreadPool();

	final AtomicBoolean finished = new AtomicBoolean();

	@BeforeEach
	void createTables() {
		this.jdbc.execute("""
				create table tally_v1 (stream text primary key, events bigint not null);
				create table tally_v2 (stream text primary key, events bigint not null, last text not null);
				create view tally as
				select stream, events, model
				from (select 1 as model, stream, events from tally_v1
				      union all
				      select 2, stream, events from tally_v2) as versions
				where sourcery.is_live('tally', model);
				create table take_overs (version integer);
				create function journal_take_over() returns trigger language plpgsql as $$
				begin
				    perform pg_advisory_xact_lock(1);
				    insert into take_overs values (new.live_version);
				    return new;
				end $$;
				create trigger take_overs after update on sourcery.projection_versions
				    for each row execute function journal_take_over();
				""");
	}

	@AfterEach
	void close() {
		this.finished.set(true);
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	ConsistencyToken write(int events) {
		for (int i = 0; i < events; i++) {
			append(this.store, "s" + i % 7, "" + i);
		}
		return append(this.store, "last", "last").token().orElseThrow();
	}

	long sum() {
		return this.jdbc.queryForObject("select coalesce(sum(events), 0) from tally", Long.class);
	}

	int model() {
		return this.jdbc.queryForObject("select coalesce(max(model), 0) from tally", Integer.class);
	}

	long events() {
		return this.jdbc.queryForObject("select count(*) from sourcery.events", Long.class);
	}

	List<Integer> takeOvers() {
		return this.jdbc.queryForList("select version from take_overs", Integer.class);
	}

	void awaitLive(int version) {
		await().atMost(Nodes.LONG)
			.until(() -> this.jdbc.queryForObject(
					"select live_version from sourcery.projection_versions where name = 'tally'",
					Integer.class) == version);
	}

	static VersionState state(Projections node, int version) {
		return node.version("tally", version).status().versionState();
	}

	/**
	 * Reads the view in a loop. A half-built model, or one that is older than the model
	 * before, would have fewer events than were read before.
	 */
	Future<List<Long>> pollReaders() {
		return this.threads.submit(() -> {
			List<Long> fewer = new ArrayList<>();
			long most = 0;
			while (!this.finished.get()) {
				long sum = sum();
				if (sum < most) {
					fewer.add(sum);
				}
				most = Math.max(most, sum);
			}
			return fewer;
		});
	}

	Future<Integer> keepWriting() {
		return this.threads.submit(() -> {
			int written = 0;
			while (!this.finished.get()) {
				append(this.store, "w" + written % 5, "w");
				written++;
			}
			return written;
		});
	}

	void awaitLockOf(String event) {
		await().atMost(Nodes.LONG).until(() -> this.jdbc.queryForObject("""
				select count(*) from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock' and wait_event = ?
				""", Integer.class, event) > 0);
	}

	boolean hasRight(String role, String table, String right) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("select has_table_privilege(?, ?, ?)", Boolean.class, role,
				"sourcery." + table, right));
	}

	@Projection("tally")
	record Tally1(JdbcTemplate jdbc) {

		private static final ProjectionTables TABLES = ProjectionTables.of(Tally1.class);

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.jdbc.update(TABLES.in("""
					insert into {tally} as existing (stream, events) values (?, 1)
					on conflict (stream) do update set events = existing.events + 1
					"""), event.stream().id());
		}

	}

	static void write2(JdbcTemplate jdbc, RecordedEvent<Happened> event) {
		jdbc.update(ProjectionTables.of(Tally2.class).in("""
				insert into {tally} as existing (stream, events, last) values (?, 1, ?)
				on conflict (stream) do update set events = existing.events + 1, last = excluded.last
				"""), event.stream().id(), event.payload().text());
	}

	@Projection(value = "tally", version = 2, lanes = 3)
	record Tally2(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			write2(this.jdbc, event);
		}

		@ResetHandler
		void reset() {
			this.jdbc.update("delete from tally_v2");
		}

	}

	@Projection(value = "tally", version = 2, lanes = 2)
	record Gated2(JdbcTemplate jdbc, CountDownLatch gate) {

		@EventHandler
		void on(RecordedEvent<Happened> event) throws InterruptedException {
			this.gate.await();
			write2(this.jdbc, event);
		}

	}

	@Projection(value = "tally", version = 2, lanes = 2, onFailure = FailureAction.PARK)
	record Parking2(JdbcTemplate jdbc, AtomicBoolean failing) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			if (this.failing.get() && event.stream().id().equals("s3")) {
				throw new IllegalStateException("cannot be applied yet");
			}
			write2(this.jdbc, event);
		}

	}

	@Projection(value = "tally", version = 2, mode = ProjectionMode.IN_TRANSACTION)
	record InTransaction2() {

		@EventHandler
		void on(Happened event) {
		}

	}

}
