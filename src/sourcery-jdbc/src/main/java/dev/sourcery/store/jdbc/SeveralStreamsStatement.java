package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.EncodedAppend;
import dev.sourcery.store.EncodedEvent;

/**
 * The append of any number of events to any number of streams in one statement. Rows are
 * inserted in the order of the appends; who sorts them by stream makes sure that two
 * statements wait for each other in one direction only.
 */
final class SeveralStreamsStatement {

	private static final String INSERT = """
			insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
			                             metadata, payload)
			select stream.aggregate_type, stream.stream_id, stream.version + event.place, event.id, event.type,
			       event.schema_version, event.metadata::json, event.payload::json
			from unnest(?::bigint[], ?::bigint[], ?::uuid[], ?::text[], ?::smallint[], ?::text[], ?::text[])
			         as event (stream_number, place, id, type, schema_version, metadata, payload)
			join stream on stream.number = event.stream_number
			""";

	private final String sql;

	private SeveralStreamsStatement(String sql) {
		this.sql = sql;
	}

	/**
	 * All appends or none: an expectation that does not hold stores nothing at all, for
	 * any stream. Versions continue from the head that the statement sees. If that is
	 * old, because another writer has committed or is about to, the unique key of stream
	 * and version refuses.
	 */
	static SeveralStreamsStatement allOrNone(SchemaName schema) {
		return new SeveralStreamsStatement(schema.in("""
				with stream as materialized (
				    select wanted.number, wanted.aggregate_type, wanted.stream_id, head.version,
				           head.version >= wanted.at_least and head.version <= wanted.at_most as accepted
				    from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[])
				             with ordinality as wanted (aggregate_type, stream_id, at_least, at_most, number)
				    cross join lateral (
				        select coalesce(max(version), 0) as version
				        from {schema}.events
				        where events.aggregate_type = wanted.aggregate_type
				          and events.stream_id = wanted.stream_id) head)
				""" + INSERT + """
				where (select bool_and(accepted) from stream)
				order by event.stream_number, event.place
				returning position, version, recorded_at, event_id
				"""));
	}

	/**
	 * Each append for itself: one whose expectation does not hold is left out. The
	 * statement does not wait long for a stream that a stranger's transaction is about to
	 * write, since its neighbours would wait too; the limit is set by the statement
	 * itself, for its own transaction, to save a round trip.
	 */
	static SeveralStreamsStatement eachForItself(SchemaName schema, long lockTimeoutMillis) {
		return new SeveralStreamsStatement(schema.in("""
				with patience as materialized (
				    select set_config('lock_timeout', '%dms', true)),
				stream as materialized (
				    select wanted.number, wanted.aggregate_type, wanted.stream_id, head.version
				    from patience
				    cross join unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[])
				             with ordinality as wanted (aggregate_type, stream_id, at_least, at_most, number)
				    cross join lateral (
				        select coalesce(max(version), 0) as version
				        from {schema}.events
				        where events.aggregate_type = wanted.aggregate_type
				          and events.stream_id = wanted.stream_id) head
				    where head.version >= wanted.at_least and head.version <= wanted.at_most)
				""".formatted(lockTimeoutMillis) + INSERT + """
				order by event.stream_number, event.place
				returning position, version, recorded_at, event_id
				"""));
	}

	PreparedStatement prepare(Connection connection, List<EncodedAppend> appends) throws SQLException {
		PreparedStatement statement = connection.prepareStatement(this.sql);
		try {
			bindStreams(connection, statement, appends);
			bindEvents(connection, statement, appends);
			return statement;
		}
		catch (SQLException | RuntimeException ex) {
			statement.close();
			throw ex;
		}
	}

	private static void bindStreams(Connection connection, PreparedStatement statement, List<EncodedAppend> appends)
			throws SQLException {
		int count = appends.size();
		String[] aggregateTypes = new String[count];
		String[] ids = new String[count];
		Long[] atLeast = new Long[count];
		Long[] atMost = new Long[count];
		for (int i = 0; i < count; i++) {
			EncodedAppend append = appends.get(i);
			aggregateTypes[i] = append.stream().aggregateType();
			ids[i] = append.stream().id();
			Versions accepted = Versions.acceptedBy(append.expected());
			atLeast[i] = accepted.from();
			atMost[i] = accepted.to();
		}
		statement.setArray(1, connection.createArrayOf("text", aggregateTypes));
		statement.setArray(2, connection.createArrayOf("text", ids));
		statement.setArray(3, connection.createArrayOf("bigint", atLeast));
		statement.setArray(4, connection.createArrayOf("bigint", atMost));
	}

	private static void bindEvents(Connection connection, PreparedStatement statement, List<EncodedAppend> appends)
			throws SQLException {
		int count = appends.stream().mapToInt((append) -> append.events().size()).sum();
		Object[][] columns = new Object[7][count];
		int row = 0;
		for (int i = 0; i < appends.size(); i++) {
			List<EncodedEvent> events = appends.get(i).events();
			for (int j = 0; j < events.size(); j++) {
				EncodedEvent event = events.get(j);
				columns[0][row] = i + 1L;
				columns[1][row] = j + 1L;
				columns[2][row] = event.event().eventId();
				columns[3][row] = event.type().name();
				columns[4][row] = (short) event.type().schemaVersion();
				columns[5][row] = event.metadata();
				columns[6][row] = event.payload();
				row++;
			}
		}
		String[] types = { "bigint", "bigint", "uuid", "text", "smallint", "text", "text" };
		for (int i = 0; i < types.length; i++) {
			statement.setArray(5 + i, connection.createArrayOf(types[i], columns[i]));
		}
	}

}
