package dev.sourcery.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.Direction;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StoredEvent;
import dev.sourcery.store.StreamQuery;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Reads events in pages that follow each other by key: each page is a short statement of
 * its own, so a slow reader holds neither a connection nor a snapshot.
 */
final class EventReader {

	private static final int PAGE_SIZE = 1000;

	private static final String COLUMNS = """
			select position, version, recorded_at, event_id, schema_version, aggregate_type, stream_id, event_type,
			       metadata, payload
			from {schema}.events
			""";

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final String columns;

	EventReader(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.columns = schema.in(COLUMNS);
	}

	Stream<StoredEvent> read(StreamQuery query) {
		boolean forward = query.direction() == Direction.FORWARD;
		return Pages.stream(query.limit(), PAGE_SIZE, (last, limit) -> {
			long from = (forward && last != null) ? last.version() + 1 : query.fromVersion();
			long to = (!forward && last != null) ? last.version() - 1 : query.toVersion();
			return page(query.stream(), from, to, forward, limit);
		});
	}

	private List<StoredEvent> page(StreamId stream, long from, long to, boolean forward, int limit) {
		// a range of the unique key, in its order or against it
		String sql = this.columns + """
				where aggregate_type = ? and stream_id = ? and version between ? and ?
				order by version %s
				limit ?
				""".formatted(forward ? "asc" : "desc");
		return this.jdbc.query(sql, (rows, number) -> event(rows), stream.aggregateType(), stream.id(), from, to,
				limit);
	}

	Stream<StoredEvent> readAll(EventQuery query, Position settled) {
		return Pages.stream(query.limit(), PAGE_SIZE, (last, limit) -> {
			long after = (last != null) ? last.position() : query.after().value();
			return page(query, after, settled.value(), limit);
		});
	}

	private List<StoredEvent> page(EventQuery query, long after, long upTo, int limit) {
		requireFreshSnapshot();
		StringBuilder sql = new StringBuilder(this.columns);
		List<Object> arguments = new ArrayList<>();
		// positions up to the settled one are final, so pages need no common snapshot
		sql.append("where position > ? and position <= ?\n");
		arguments.add(after);
		arguments.add(upTo);
		if (!query.eventTypes().isEmpty()) {
			sql.append("and event_type = any(?)\n");
			arguments.add(query.eventTypes().toArray(String[]::new));
		}
		if (!query.aggregateTypes().isEmpty()) {
			sql.append("and aggregate_type = any(?)\n");
			arguments.add(query.aggregateTypes().toArray(String[]::new));
		}
		sql.append("order by position\nlimit ?");
		arguments.add(limit);
		return this.jdbc.query(sql.toString(), (rows, number) -> event(rows), arguments.toArray());
	}

	/**
	 * A snapshot that is older than the settled position may miss events below it, and
	 * nobody would notice.
	 */
	private void requireFreshSnapshot() {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			String isolation = this.jdbc.queryForObject("show transaction_isolation", String.class);
			if (!"read committed".equals(isolation) && !"read uncommitted".equals(isolation)) {
				throw new IllegalStateException(
						"The store cannot be read across streams in a transaction of isolation '%s': its snapshot may be older than the settled position. Read outside the transaction, or use READ COMMITTED."
							.formatted(isolation));
			}
		}
	}

	long version(StreamId stream) {
		String sql = this.schema.in("""
				select coalesce(max(version), 0)
				from {schema}.events
				where aggregate_type = ? and stream_id = ?
				""");
		return Objects.requireNonNull(this.jdbc.queryForObject(sql, Long.class, stream.aggregateType(), stream.id()));
	}

	/**
	 * The types of the first events after a version.
	 */
	List<EventTypeName> typesAfter(StreamId stream, long version) {
		return page(stream, version + 1, Long.MAX_VALUE, true, 100).stream().map(StoredEvent::type).toList();
	}

	private static StoredEvent event(ResultSet rows) throws SQLException {
		return new StoredEvent(rows.getObject(4, UUID.class), new EventTypeName(rows.getString(8), rows.getShort(5)),
				new StreamId(rows.getString(6), rows.getString(7)), rows.getLong(2), rows.getLong(1),
				rows.getObject(3, OffsetDateTime.class).toInstant(), rows.getString(9), rows.getString(10));
	}

}
