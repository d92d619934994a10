package dev.sourcery.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

	/**
	 * How many places are read at the most.
	 */
	static final int MAX_PLACES = 100;

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
		return EventPages.stream(query.limit(), (last, limit) -> {
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
		return Failures.translating(() -> this.jdbc.query(sql, (rows, number) -> event(rows), stream.aggregateType(),
				stream.id(), from, to, limit));
	}

	Stream<StoredEvent> readAll(EventQuery query, Position settled) {
		boolean forward = query.direction() == Direction.FORWARD;
		long highest = Math.min(query.upTo().value(), settled.value());
		FilterSql filter = new FilterSql(query.filter());
		return EventPages.stream(query.limit(), (last, limit) -> {
			long after = (forward && last != null) ? last.position() : query.after().value();
			long upTo = (!forward && last != null) ? last.position() - 1 : highest;
			return page(filter, after, upTo, forward, limit);
		});
	}

	private List<StoredEvent> page(FilterSql filter, long after, long upTo, boolean forward, int limit) {
		requireFreshSnapshot();
		// positions up to the settled one are final, so pages need no common snapshot
		String sql = this.columns + """
				where position > ? and position <= ?
				%sorder by position %s
				limit ?
				""".formatted(filter.conditions(), forward ? "asc" : "desc");
		return Failures.translating(
				() -> this.jdbc.query(sql, (rows, number) -> event(rows), filter.arguments(after, upTo, limit)));
	}

	/**
	 * A snapshot that is older than the settled position may miss events below it, and
	 * nobody would notice.
	 */
	private void requireFreshSnapshot() {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			String isolation = Failures.translating(
					() -> Objects.requireNonNull(this.jdbc.queryForObject("show transaction_isolation", String.class)));
			if (!"read committed".equals(isolation) && !"read uncommitted".equals(isolation)) {
				throw new IllegalStateException(
						"The store cannot be read across streams in a transaction of isolation '%s': its snapshot may be older than the settled position. Read outside the transaction, or use READ COMMITTED."
							.formatted(isolation));
			}
		}
	}

	Position lastPosition(Position upTo) {
		requireFreshSnapshot();
		String sql = this.schema.in("select coalesce(max(position), 0) from {schema}.events where position <= ?");
		return Failures.translating(
				() -> new Position(Objects.requireNonNull(this.jdbc.queryForObject(sql, Long.class, upTo.value()))));
	}

	long version(StreamId stream) {
		String sql = this.schema.in("""
				select coalesce(max(version), 0)
				from {schema}.events
				where aggregate_type = ? and stream_id = ?
				""");
		return Failures.translating(() -> Objects
			.requireNonNull(this.jdbc.queryForObject(sql, Long.class, stream.aggregateType(), stream.id())));
	}

	Map<UUID, StoredEvent> find(Set<UUID> ids) {
		String sql = this.columns + "where event_id = any(?)";
		Map<UUID, StoredEvent> found = new HashMap<>();
		Failures
			.translating(() -> this.jdbc.query(sql, (rows, number) -> event(rows), (Object) ids.toArray(UUID[]::new)))
			.forEach((event) -> found.put(event.eventId(), event));
		return found;
	}

	/**
	 * The first places of a stream after a version.
	 */
	List<StoredPlace> placesAfter(StreamId stream, long version) {
		String sql = this.schema.in("""
				select version, event_id, event_type, schema_version
				from {schema}.events
				where aggregate_type = ? and stream_id = ? and version > ?
				order by version
				limit ?
				""");
		return Failures.translating(() -> this.jdbc.query(sql,
				(rows, number) -> new StoredPlace(rows.getLong(1), rows.getObject(2, UUID.class),
						new EventTypeName(rows.getString(3), rows.getShort(4))),
				stream.aggregateType(), stream.id(), version, MAX_PLACES));
	}

	private static StoredEvent event(ResultSet rows) throws SQLException {
		return new StoredEvent(rows.getObject(4, UUID.class), new EventTypeName(rows.getString(8), rows.getShort(5)),
				new StreamId(rows.getString(6), rows.getString(7)), rows.getLong(2), rows.getLong(1),
				rows.getObject(3, OffsetDateTime.class).toInstant(), rows.getString(9), rows.getString(10));
	}

	/**
	 * What is stored as a version, without its content.
	 */
	record StoredPlace(long version, UUID eventId, EventTypeName type) {

	}

}
