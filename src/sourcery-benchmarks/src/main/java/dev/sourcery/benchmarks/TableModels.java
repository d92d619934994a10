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

	static final String TABLE = "benchmark_balance";

	static final String UPSERT = """
			insert into %1$s as target (id, cents) values (?, ?)
			on conflict (id) do update set cents = target.cents + excluded.cents
			""".formatted(TABLE);

	private TableModels() {
	}

	static void create(JdbcTemplate jdbc) {
		drop(jdbc);
		jdbc.execute("create table %s (id text primary key, cents bigint not null)".formatted(TABLE));
	}

	static void drop(JdbcTemplate jdbc) {
		jdbc.execute("drop table if exists " + TABLE);
	}

	static void clear(JdbcTemplate jdbc) {
		jdbc.execute("truncate " + TABLE);
	}

	/**
	 * Counts events and notifies a thread of the last one.
	 */
	abstract static class Model {

		final JdbcTemplate jdbc;

		private final int size;

		private int count;

		private volatile CountDownLatch complete = new CountDownLatch(1);

		Model(JdbcTemplate jdbc, int size) {
			this.jdbc = jdbc;
			this.size = size;
		}

		final void handled(int events) {
			this.count += events;
			if (this.count >= this.size) {
				this.complete.countDown();
			}
		}

		@ResetHandler
		void reset() {
			clear(this.jdbc);
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
	@Projection("single-rows")
	static final class SingleRows extends Model {

		SingleRows(JdbcTemplate jdbc, int size) {
			super(jdbc, size);
		}

		@EventHandler
		void on(Transferred event, RecordedEvent<?> recorded) {
			this.jdbc.update(UPSERT, recorded.stream().id(), event.cents());
			handled(1);
		}

	}

	/**
	 * Writes the rows of a batch.
	 */
	@Projection("batched-rows")
	static final class BatchedRows extends Model {

		private static final UpsertTable ROWS = UpsertTable.of(TABLE).key("id").sum("cents");

		BatchedRows(JdbcTemplate jdbc, int size) {
			super(jdbc, size);
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
