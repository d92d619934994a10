package dev.sourcery.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

import javax.sql.DataSource;

/**
 * A minimal client-side coalescing loop: callers pass their event and wait, one thread
 * inserts all available events with one statement and one commit. It does not check
 * versions and has one outcome for all callers, so it shows the throughput that grouping
 * callers can reach.
 */
final class CoalescingLoop implements AutoCloseable {

	private static final int MAX_ROWS = 100;

	private final BlockingQueue<Row> queue = new LinkedBlockingQueue<>();

	private final DataSource dataSource;

	private final PlainStore plain;

	private final String insert;

	private final Thread thread;

	private CoalescingLoop(Database database) {
		this.dataSource = database.dataSource();
		this.plain = database.plainStore();
		this.insert = """
				insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select '%s', stream_id, 1, event_id, '%s', 1, metadata::json, payload::json
				from unnest(?::text[], ?::uuid[], ?::text[], ?::text[]) as event (stream_id, event_id, metadata, payload)
				returning position
				"""
			.formatted(Transferred.AGGREGATE, Transferred.TYPE)
			.replace("{schema}", database.plain().schema());
		this.thread = new Thread(this::loop, "coalescing-loop");
	}

	static CoalescingLoop start(Database database) {
		CoalescingLoop loop = new CoalescingLoop(database);
		loop.thread.setDaemon(true);
		loop.thread.start();
		return loop;
	}

	/**
	 * Appends one event to a new stream and waits until it is committed.
	 * @return 1
	 */
	long appendToNewStream() {
		Row row = new Row(UUID.randomUUID().toString(), UUID.randomUUID(), this.plain.metadata(),
				this.plain.payload(Transferred.random()), new CompletableFuture<>());
		this.queue.add(row);
		row.done().join();
		return 1;
	}

	private void loop() {
		List<Row> rows = new ArrayList<>(MAX_ROWS);
		try {
			while (!Thread.currentThread().isInterrupted()) {
				rows.add(this.queue.take());
				this.queue.drainTo(rows, MAX_ROWS - 1);
				insert(rows);
				rows.clear();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void insert(List<Row> rows) {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(this.insert)) {
			statement.setArray(1,
					connection.createArrayOf("text", rows.stream().map(Row::stream).toArray(String[]::new)));
			statement.setArray(2,
					connection.createArrayOf("uuid", rows.stream().map(Row::eventId).toArray(UUID[]::new)));
			statement.setArray(3,
					connection.createArrayOf("text", rows.stream().map(Row::metadata).toArray(String[]::new)));
			statement.setArray(4,
					connection.createArrayOf("text", rows.stream().map(Row::payload).toArray(String[]::new)));
			statement.executeQuery().close();
			rows.forEach((row) -> row.done().complete(true));
		}
		catch (SQLException ex) {
			rows.forEach((row) -> row.done().completeExceptionally(ex));
		}
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

	/**
	 * An event and its waiting caller.
	 */
	private record Row(String stream, UUID eventId, String metadata, String payload, CompletableFuture<Boolean> done) {

	}

}
