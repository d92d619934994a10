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

/**
 * The append of a few events to one stream, which is nearly every append. The statement
 * of {@link SeveralStreamsStatement} would do as well, but PostgreSQL plans that anew
 * each time.
 */
final class SingleStreamStatement {

	// one statement text for each number of events, prepared on each connection
	private static final int MAX_EVENTS = 16;

	private final List<String> statements;

	private final List<String> taggedStatements;

	SingleStreamStatement(SchemaName schema) {
		this.statements = IntStream.rangeClosed(1, MAX_EVENTS).mapToObj((events) -> sql(schema, events)).toList();
		this.taggedStatements = this.statements.stream().map(SingleStreamStatement::tagged).toList();
	}

	/**
	 * Versions continue from the head that the statement sees, found by one probe of the
	 * unique key. If the head is old, because another writer has committed or is about
	 * to, the key refuses. An expectation that does not hold stores nothing, which spares
	 * a caller's transaction.
	 */
	private static String sql(SchemaName schema, int events) {
		String row = "(?::bigint, ?::uuid, ?::text, ?::smallint, ?::json, ?::json)";
		return schema.in("""
				insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select ?::text, ?::text, head.version + event.place, event.id, event.type, event.schema_version,
				       event.metadata, event.payload
				from (values %s) as event (place, id, type, schema_version, metadata, payload)
				cross join (select coalesce(max(version), 0) as version
				            from {schema}.events
				            where aggregate_type = ? and stream_id = ?) head
				where head.version between ? and ?
				order by event.place
				returning position, version, recorded_at, event_id
				""".formatted(String.join(", ", Collections.nCopies(events, row))));
	}

	private static String tagged(String statement) {
		return statement.replace("?::json)", "?::json, ?::text[])")
			.replace("payload)", "payload, tags)")
			.replace("event.payload\n", "event.payload, event.tags\n");
	}

	boolean takes(List<EncodedAppend> appends) {
		return appends.size() == 1 && appends.get(0).events().size() <= MAX_EVENTS;
	}

	PreparedStatement prepare(Connection connection, EncodedAppend append) throws SQLException {
		boolean tagged = TagArray.isNeeded(List.of(append));
		PreparedStatement statement = connection
			.prepareStatement((tagged ? this.taggedStatements : this.statements).get(append.events().size() - 1));
		try {
			int at = bindStream(statement, 1, append.stream());
			at = bindEvents(statement, at, append.events(), tagged);
			at = bindStream(statement, at, append.stream());
			Versions accepted = Versions.acceptedBy(append.expected());
			statement.setLong(at, accepted.from());
			statement.setLong(at + 1, accepted.to());
			return statement;
		}
		catch (SQLException | RuntimeException ex) {
			statement.close();
			throw ex;
		}
	}

	private static int bindStream(PreparedStatement statement, int at, StreamId stream) throws SQLException {
		statement.setString(at, stream.aggregateType());
		statement.setString(at + 1, stream.id());
		return at + 2;
	}

	private static int bindEvents(PreparedStatement statement, int first, List<EncodedEvent> events, boolean tagged)
			throws SQLException {
		int at = first;
		long place = 0;
		for (EncodedEvent event : events) {
			place++;
			statement.setLong(at++, place);
			statement.setObject(at++, event.event().eventId());
			statement.setString(at++, event.type().name());
			statement.setShort(at++, (short) event.type().schemaVersion());
			statement.setString(at++, event.metadata());
			statement.setString(at++, event.payload());
			if (tagged) {
				statement.setString(at++, TagArray.of(event.tags()));
			}
		}
		return at;
	}

}
