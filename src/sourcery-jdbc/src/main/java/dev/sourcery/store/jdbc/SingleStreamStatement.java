package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import dev.sourcery.event.StreamId;
import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.EncodedAppend;
import dev.sourcery.store.EncodedEvent;
import dev.sourcery.store.ExpectedVersion;

/**
 * The append of a few events to one stream, which is nearly every append. The statement
 * of {@link SeveralStreamsStatement} would do as well, but PostgreSQL plans that anew
 * each time.
 */
final class SingleStreamStatement {

	// one statement text for each number of events, prepared on each connection
	private static final int MAX_EVENTS = 16;

	private static final String INSERT = """
			insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
			                             metadata, payload)
			""";

	private final List<String> exact;

	private final List<String> open;

	SingleStreamStatement(SchemaName schema) {
		this.exact = IntStream.rangeClosed(1, MAX_EVENTS).mapToObj((events) -> schema.in(exact(events))).toList();
		this.open = IntStream.rangeClosed(1, MAX_EVENTS).mapToObj((events) -> schema.in(open(events))).toList();
	}

	/**
	 * The key refuses a version that another writer stores meanwhile. It would not notice
	 * a stream that is shorter than expected, so the expected version must be there; and
	 * if the next one is there already, storing nothing spares a caller's transaction.
	 */
	private static String exact(int events) {
		return INSERT + """
				select ?::text, ?::text, event.version, event.id, event.type, event.schema_version, event.metadata,
				       event.payload
				from (values %s) as event (version, id, type, schema_version, metadata, payload)
				where (?::bigint = 0 or exists (
				          select from {schema}.events
				          where aggregate_type = ? and stream_id = ? and version = ?))
				  and not exists (
				          select from {schema}.events
				          where aggregate_type = ? and stream_id = ? and version = ?)
				order by event.version
				returning position, version, recorded_at, event_id
				""".formatted(rows(events));
	}

	/**
	 * Versions continue from the head that the statement sees. If that is old, because
	 * another writer has committed or is about to, the key refuses.
	 */
	private static String open(int events) {
		return INSERT + """
				select ?::text, ?::text, head.version + event.place, event.id, event.type, event.schema_version,
				       event.metadata, event.payload
				from (values %s) as event (place, id, type, schema_version, metadata, payload)
				cross join (select coalesce(max(version), 0) as version
				            from {schema}.events
				            where aggregate_type = ? and stream_id = ?) head
				where head.version >= ?
				order by event.place
				returning position, version, recorded_at, event_id
				""".formatted(rows(events));
	}

	private static String rows(int events) {
		return String.join(", ",
				Collections.nCopies(events, "(?::bigint, ?::uuid, ?::text, ?::smallint, ?::json, ?::json)"));
	}

	boolean takes(List<EncodedAppend> appends) {
		return appends.size() == 1 && appends.get(0).events().size() <= MAX_EVENTS;
	}

	PreparedStatement prepare(Connection connection, EncodedAppend append) throws SQLException {
		boolean exact = append.expected() instanceof ExpectedVersion.Exactly;
		List<String> statements = exact ? this.exact : this.open;
		PreparedStatement statement = connection.prepareStatement(statements.get(append.events().size() - 1));
		try {
			if (append.expected() instanceof ExpectedVersion.Exactly expected) {
				bindExact(statement, append, expected.version());
			}
			else {
				bindOpen(statement, append);
			}
			return statement;
		}
		catch (SQLException | RuntimeException ex) {
			statement.close();
			throw ex;
		}
	}

	private static void bindExact(PreparedStatement statement, EncodedAppend append, long expected)
			throws SQLException {
		int at = bindStream(statement, 1, append.stream());
		at = bindEvents(statement, at, append, expected);
		statement.setLong(at++, expected);
		at = bindStream(statement, at, append.stream());
		statement.setLong(at++, expected);
		at = bindStream(statement, at, append.stream());
		statement.setLong(at, expected + 1);
	}

	private static void bindOpen(PreparedStatement statement, EncodedAppend append) throws SQLException {
		int at = bindStream(statement, 1, append.stream());
		at = bindEvents(statement, at, append, 0);
		at = bindStream(statement, at, append.stream());
		statement.setLong(at, (append.expected() instanceof ExpectedVersion.Exists) ? 1 : 0);
	}

	private static int bindStream(PreparedStatement statement, int at, StreamId stream) throws SQLException {
		statement.setString(at, stream.aggregateType());
		statement.setString(at + 1, stream.id());
		return at + 2;
	}

	private static int bindEvents(PreparedStatement statement, int first, EncodedAppend append, long before)
			throws SQLException {
		int at = first;
		long number = before;
		for (EncodedEvent event : append.events()) {
			number++;
			statement.setLong(at++, number);
			statement.setObject(at++, event.event().eventId());
			statement.setString(at++, event.type().name());
			statement.setShort(at++, (short) event.type().schemaVersion());
			statement.setString(at++, event.metadata());
			statement.setString(at++, event.payload());
		}
		return at;
	}

}
