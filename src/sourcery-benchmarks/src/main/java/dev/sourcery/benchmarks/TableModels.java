package dev.sourcery.benchmarks;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.projection.jdbc.UpsertTable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Projections into a table with the balance of each stream.
 */
final class TableModels {

	private static final String SINGLE = "benchmark_balance_single";

	private static final String BATCHED = "benchmark_balance_batched";

	private static final List<String> TABLES = List.of(TableModels.PLAIN, SINGLE, BATCHED);

	// separate tables, because all are kept up to date
	static final String PLAIN = "benchmark_balance_plain";

	private TableModels() {
	}

	static String upsert(String table) {
		return """
				insert into %1$s as target (id, cents) values (?, ?)
				on conflict (id) do update set cents = target.cents + excluded.cents
				""".formatted(table);
	}

	static void create(JdbcTemplate jdbc) {
		drop(jdbc);
		for (String table : TABLES) {
			jdbc.execute("create table %s (id text primary key, cents bigint not null)".formatted(table));
		}
	}

	static void drop(JdbcTemplate jdbc) {
		TABLES.forEach((table) -> jdbc.execute("drop table if exists " + table));
	}

	static void clear(JdbcTemplate jdbc, String table) {
		jdbc.execute("truncate " + table);
	}

	/**
	 * Counts events and notifies a thread of the last one.
	 */
	abstract static class Model {

		final JdbcTemplate jdbc;

		private final String table;

		private final int size;

		private int count;

		private volatile CountDownLatch complete = new CountDownLatch(1);

		Model(JdbcTemplate jdbc, String table, int size) {
			this.jdbc = jdbc;
			this.table = table;
			this.size = size;
		}

		final String table() {
			return this.table;
		}

		final int size() {
			return this.size;
		}

		final void handled(int events) {
			this.count += events;
			if (this.count >= this.size) {
				this.complete.countDown();
			}
		}

		@ResetHandler
		void reset() {
			clear(this.jdbc, this.table);
			this.count = 0;
			this.complete = new CountDownLatch(1);
		}

		final void awaitAll() throws InterruptedException {
			if (!this.complete.await(10, TimeUnit.MINUTES)) {
				throw new IllegalStateException("The projection did not catch up");
			}
		}

	}

	/**
	 * Writes the row of each event.
	 */
	@Projection(SingleRows.NAME)
	static final class SingleRows extends Model {

		static final String NAME = "single-rows";

		private static final String SQL = upsert(SINGLE);

		SingleRows(JdbcTemplate jdbc, int size) {
			super(jdbc, SINGLE, size);
		}

		@EventHandler
		void on(Transferred event, RecordedEvent<?> recorded) {
			this.jdbc.update(SQL, recorded.stream().id(), event.cents());
			handled(1);
		}

	}

	/**
	 * Writes the rows of a batch.
	 */
	@Projection(BatchedRows.NAME)
	static final class BatchedRows extends Model {

		static final String NAME = "batched-rows";

		private static final UpsertTable ROWS = UpsertTable.of(BATCHED).key("id").sum("cents");

		BatchedRows(JdbcTemplate jdbc, int size) {
			super(jdbc, BATCHED, size);
		}

		@EventHandler
		void on(List<RecordedEvent<Transferred>> events) {
			ROWS.upsert(this.jdbc,
					events.stream()
						.map((event) -> new Object[] { event.stream().id(), event.payload().cents() })
						.toList());
			handled(events.size());
		}

	}

}
