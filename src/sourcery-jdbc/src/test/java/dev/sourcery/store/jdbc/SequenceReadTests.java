package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * While PostgreSQL writes a sequence to its log, 32 values ahead, a query of the sequence
 * as a table sees the value that is written to the log, and not the last value drawn.
 */
class SequenceReadTests {

	private static final int LOOKS = 10_000;

	private static final int WRITERS = 2;

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);

	private final AtomicBoolean drawing = new AtomicBoolean(true);

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.database.close();
	}

	@Test
	void noPositionIsSettledBeforeItIsDrawn() throws Exception {
		JdbcEventStore store = this.database.store();
		List<Future<?>> writers = new ArrayList<>();
		for (int i = 0; i < WRITERS; i++) {
			writers.add(this.threads.submit(this::draw));
		}
		List<Long> ahead = new ArrayList<>();
		for (int i = 0; i < LOOKS; i++) {
			long settled = store.settledPosition().position().value();
			long next = next();
			if (next <= settled) {
				ahead.add(settled - next);
			}
		}
		this.drawing.set(false);
		for (Future<?> writer : writers) {
			writer.get(30, TimeUnit.SECONDS);
		}
		assertThat(ahead).as("positions settled before they were drawn").isEmpty();
	}

	/**
	 * The same in the server, which sees it far more often.
	 */
	@Test
	void theLastPositionDrawnIsNotAheadOfTheNext() throws Exception {
		// "select last_value from event_position" is ahead in about 300 of 200,000 reads
		assertThat(aheadOfTheNext(new SchemaName(StoreDatabase.SCHEMA).in(EventSequence.LAST_DRAWN))).isZero();
	}

	private int aheadOfTheNext(String lastDrawn) throws Exception {
		this.jdbc.execute("""
				create or replace function ahead() returns integer language plpgsql as $$
				declare
				    last bigint;
				    ahead integer := 0;
				begin
				    for i in 1..200000 loop
				        last := %s;
				        if nextval('sourcery.event_position') <= last then
				            ahead := ahead + 1;
				        end if;
				    end loop;
				    return ahead;
				end
				$$
				""".formatted(lastDrawn));
		Future<?> writer = this.threads.submit(this::draw);
		int ahead = this.jdbc.queryForObject("select ahead()", Integer.class);
		this.drawing.set(false);
		writer.get(30, TimeUnit.SECONDS);
		return ahead;
	}

	private long next() {
		return this.jdbc.queryForObject("select nextval('sourcery.event_position')", Long.class);
	}

	private void draw() {
		while (this.drawing.get()) {
			this.jdbc.queryForObject("select count(nextval('sourcery.event_position')) from generate_series(1, 3200)",
					Long.class);
		}
	}

}
