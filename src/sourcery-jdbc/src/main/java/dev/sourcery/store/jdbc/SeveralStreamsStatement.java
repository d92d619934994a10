package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The statement that appends any number of events to any number of streams. Rows are
 * inserted in the order of the appends; if the appends are sorted by stream, two
 * statements wait for each other in one direction only.
 */
final class SeveralStreamsStatement {

	private static final String ALL_OR_NONE = """
			with stream as materialized (
			    select wanted.number, wanted.aggregate_type, wanted.stream_id, head.version,
			           head.version >= wanted.at_least and head.version <= wanted.at_most
			               and (wanted.last_position is null
			                    or wanted.last_position = (select last.position
			                                               from {schema}.events last
			                                               where last.aggregate_type = wanted.aggregate_type
			                                                 and last.stream_id = wanted.stream_id
			                                                 and last.version = head.version)) as accepted
			    from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
			             with ordinality
			             as wanted (aggregate_type, stream_id, at_least, at_most, last_position, number)
			    cross join lateral (
			        select coalesce(max(version), 0) as version
			        from {schema}.events
			        where events.aggregate_type = wanted.aggregate_type
			          and events.stream_id = wanted.stream_id) head)
			insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
			                             metadata, payload)
			select stream.aggregate_type, stream.stream_id, stream.version + event.place, event.id, event.type,
			       event.schema_version, event.metadata::json, event.payload::json
			from unnest(?::bigint[], ?::bigint[], ?::uuid[], ?::text[], ?::smallint[], ?::text[], ?::text[])
			         as event (stream_number, place, id, type, schema_version, metadata, payload)
			join stream on stream.number = event.stream_number
			where (select bool_and(accepted) from stream)
			order by event.stream_number, event.place
			returning %s
			""";

	private final String sql;

	private final String taggedSql;

	private SeveralStreamsStatement(String sql, String taggedSql) {
		this.sql = sql;
		this.taggedSql = taggedSql;
	}

	/**
	 * Creates a statement that stores all appends or none: if one expectation does not
	 * hold, nothing is stored for any stream. Versions continue from the head that the
	 * statement sees. If that is outdated, because another writer has committed or is
	 * about to commit, the unique key of stream and version rejects the insert.
	 */
	static SeveralStreamsStatement allOrNone(SchemaName schema) {
		String sql = schema.in(ALL_OR_NONE.formatted(InsertedRows.COLUMNS));
		return new SeveralStreamsStatement(sql,
				sql.replace("metadata, payload)", "metadata, payload, tags)")
					.replace("event.payload::json\n", "event.payload::json, event.tags::text[]\n")
					.replace("?::text[], ?::text[])\n         as event",
							"?::text[], ?::text[], ?::text[])\n         as event"));
	}

	/**
	 * Creates a statement that stores each append independently: an append whose
	 * expectation does not hold is omitted. The statement calls a function in the schema;
	 * see its definition.
	 */
	static SeveralStreamsStatement eachForItself(SchemaName schema) {
		String sql = schema.in("""
				select at_position, as_version, at_time, with_id, of_aggregate_type, of_stream_id
				from {schema}.append_group(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, '{schema}.events'::regclass)
				""");
		return new SeveralStreamsStatement(sql, sql.replace("null,", "?,"));
	}

	PreparedStatement prepare(Connection connection, List<EncodedAppend> appends) throws SQLException {
		boolean tagged = TagArray.isNeeded(appends);
		PreparedStatement statement = connection.prepareStatement(tagged ? this.taggedSql : this.sql);
		try {
			bindStreams(connection, statement, appends);
			bindEvents(connection, statement, appends);
			if (tagged) {
				bindTags(connection, statement, appends);
			}
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
		@Nullable Long[] lastPositions = new @Nullable Long[count];
		for (int i = 0; i < count; i++) {
			EncodedAppend append = appends.get(i);
			aggregateTypes[i] = append.stream().aggregateType();
			ids[i] = append.stream().id();
			VersionRange accepted = VersionRange.acceptedBy(append.expected());
			atLeast[i] = accepted.from();
			atMost[i] = accepted.to();
			Position lastPosition = append.lastPosition();
			lastPositions[i] = (lastPosition != null) ? lastPosition.value() : null;
		}
		statement.setArray(1, connection.createArrayOf("text", aggregateTypes));
		statement.setArray(2, connection.createArrayOf("text", ids));
		statement.setArray(3, connection.createArrayOf("bigint", atLeast));
		statement.setArray(4, connection.createArrayOf("bigint", atMost));
		statement.setArray(5, connection.createArrayOf("bigint", lastPositions));
	}

	/**
	 * Binds the events as arrays with specific element types: the driver sends those in
	 * binary form, but an {@code Object[]} as text, with every quote of the JSON escaped.
	 */
	private static void bindEvents(Connection connection, PreparedStatement statement, List<EncodedAppend> appends)
			throws SQLException {
		int count = appends.stream().mapToInt((append) -> append.events().size()).sum();
		Long[] streams = new Long[count];
		Long[] places = new Long[count];
		UUID[] ids = new UUID[count];
		String[] types = new String[count];
		Short[] schemaVersions = new Short[count];
		String[] metadata = new String[count];
		String[] payloads = new String[count];
		int row = 0;
		for (int i = 0; i < appends.size(); i++) {
			long place = 0;
			for (EncodedEvent event : appends.get(i).events()) {
				place++;
				streams[row] = i + 1L;
				places[row] = place;
				ids[row] = event.event().eventId();
				types[row] = event.type().name();
				schemaVersions[row] = (short) event.type().schemaVersion();
				metadata[row] = event.metadata();
				payloads[row] = event.payload();
				row++;
			}
		}
		statement.setArray(6, connection.createArrayOf("bigint", streams));
		statement.setArray(7, connection.createArrayOf("bigint", places));
		statement.setArray(8, connection.createArrayOf("uuid", ids));
		statement.setArray(9, connection.createArrayOf("text", types));
		statement.setArray(10, connection.createArrayOf("smallint", schemaVersions));
		statement.setArray(11, connection.createArrayOf("text", metadata));
		statement.setArray(12, connection.createArrayOf("text", payloads));
	}

	private static void bindTags(Connection connection, PreparedStatement statement, List<EncodedAppend> appends)
			throws SQLException {
		@Nullable String[] tags = appends.stream()
			.flatMap((append) -> append.events().stream())
			.map((event) -> TagArray.of(event.tags()))
			.toArray(String[]::new);
		statement.setArray(13, connection.createArrayOf("text", tags));
	}

}
