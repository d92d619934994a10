package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EncodedEvent;

/**
 * The statement that appends a few events to one stream, as nearly every append does. The
 * statement of {@link SeveralStreamsStatement} would work as well, but PostgreSQL plans
 * that again for each execution.
 */
final class SingleStreamStatement {

	// one statement text for each number of events, prepared on each connection
	private static final int MAX_EVENTS = 16;

	private final Texts anyVersion;

	private final Texts firstVersions;

	private final Texts nextVersions;

	private final Texts anyVersionAtPosition;

	private final Texts nextVersionsAtPosition;

	SingleStreamStatement(SchemaName schema) {
		this.anyVersion = new Texts((events) -> atAnyVersion(schema, events));
		this.firstVersions = new Texts((events) -> atFirstVersion(schema, events));
		this.nextVersions = new Texts((events) -> atNextVersion(schema, events));
		this.anyVersionAtPosition = new Texts((events) -> atAnyVersion(schema, events).replace("order by", schema.in("""
				  and exists (select 1
				              from {schema}.events last
				              where last.aggregate_type = ? and last.stream_id = ? and last.version = ?
				                and last.position = ?)
				order by""")));
		this.nextVersionsAtPosition = new Texts(
				(events) -> atNextVersion(schema, events).replace("returning", "  and before.position = ?\nreturning"));
	}

	/**
	 * Returns a statement for any expected version. Versions continue from the head that
	 * the statement sees, found by one probe of the unique key. If the head is outdated,
	 * because another writer has committed or is about to commit, the key rejects the
	 * insert. If the expectation does not hold, nothing is stored, and the caller's
	 * transaction is not aborted.
	 */
	private static String atAnyVersion(SchemaName schema, int events) {
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
				returning %s
				""".formatted(rows(row, events), InsertedRows.COLUMNS));
	}

	/**
	 * Returns a statement for a new stream that does not read stored events: the key
	 * rejects an existing stream.
	 */
	private static String atFirstVersion(SchemaName schema, int events) {
		String row = "(?::text, ?::text, ?::bigint, ?::uuid, ?::text, ?::smallint, ?::json, ?::json)";
		return schema.in("""
				insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				values %s
				returning %s
				""".formatted(rows(row, events), InsertedRows.COLUMNS));
	}

	/**
	 * Returns a statement that appends exactly after one version. Requiring this version
	 * to exist keeps versions dense, and the key rejects the insert if it is not the last
	 * one. Its row drives the insert, which takes 7 µs for the probe (PostgreSQL 18); a
	 * condition with {@code exists} took 11 µs.
	 */
	private static String atNextVersion(SchemaName schema, int events) {
		String row = "(?::bigint, ?::uuid, ?::text, ?::smallint, ?::json, ?::json)";
		return schema.in("""
				insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select before.aggregate_type, before.stream_id, event.version, event.id, event.type,
				       event.schema_version, event.metadata, event.payload
				from {schema}.events before
				cross join (values %s) as event (version, id, type, schema_version, metadata, payload)
				where before.aggregate_type = ? and before.stream_id = ? and before.version = ?
				returning %s
				""".formatted(rows(row, events), InsertedRows.COLUMNS));
	}

	private static String rows(String row, int events) {
		return String.join(", ", Collections.nCopies(events, row));
	}

	boolean takes(List<EncodedAppend> appends) {
		return appends.size() == 1 && appends.get(0).events().size() <= MAX_EVENTS;
	}

	/**
	 * Prepares the append.
	 * @param sparing whether a failed expectation must not violate the key
	 */
	PreparedStatement prepare(Connection connection, EncodedAppend append, boolean sparing) throws SQLException {
		long exactly = (!sparing && append.expected() instanceof ExpectedVersion.Exactly exact) ? exact.version() : -1;
		boolean tagged = TagArray.isNeeded(List.of(append));
		boolean atPosition = append.lastPosition() != null;
		Texts texts = texts(exactly, atPosition);
		PreparedStatement statement = connection.prepareStatement(texts.of(append.events().size(), tagged));
		try {
			if (exactly == 0) {
				bindFirst(statement, append, tagged);
			}
			else {
				bind(statement, append, exactly, tagged);
			}
			return statement;
		}
		catch (SQLException | RuntimeException ex) {
			statement.close();
			throw ex;
		}
	}

	private Texts texts(long exactly, boolean atPosition) {
		if (exactly == 0) {
			return this.firstVersions;
		}
		if (atPosition) {
			return (exactly < 0) ? this.anyVersionAtPosition : this.nextVersionsAtPosition;
		}
		return (exactly < 0) ? this.anyVersion : this.nextVersions;
	}

	private static void bindFirst(PreparedStatement statement, EncodedAppend append, boolean tagged)
			throws SQLException {
		int at = 1;
		long version = 0;
		for (EncodedEvent event : append.events()) {
			version++;
			at = bindStream(statement, at, append.stream());
			at = bindEvent(statement, at, version, event, tagged);
		}
	}

	private static void bind(PreparedStatement statement, EncodedAppend append, long exactly, boolean tagged)
			throws SQLException {
		int at = (exactly > 0) ? 1 : bindStream(statement, 1, append.stream());
		// the place among the events, or the version itself
		long number = Math.max(exactly, 0);
		for (EncodedEvent event : append.events()) {
			number++;
			at = bindEvent(statement, at, number, event, tagged);
		}
		at = bindStream(statement, at, append.stream());
		Position lastPosition = append.lastPosition();
		if (exactly > 0) {
			statement.setLong(at, exactly);
			if (lastPosition != null) {
				statement.setLong(at + 1, lastPosition.value());
			}
			return;
		}
		VersionRange accepted = VersionRange.acceptedBy(append.expected());
		statement.setLong(at, accepted.from());
		statement.setLong(at + 1, accepted.to());
		if (lastPosition != null) {
			at = bindStream(statement, at + 2, append.stream());
			statement.setLong(at, accepted.from());
			statement.setLong(at + 1, lastPosition.value());
		}
	}

	private static int bindStream(PreparedStatement statement, int at, StreamId stream) throws SQLException {
		statement.setString(at, stream.aggregateType());
		statement.setString(at + 1, stream.id());
		return at + 2;
	}

	private static int bindEvent(PreparedStatement statement, int first, long number, EncodedEvent event,
			boolean tagged) throws SQLException {
		statement.setLong(first, number);
		statement.setObject(first + 1, event.event().eventId());
		statement.setString(first + 2, event.type().name());
		statement.setShort(first + 3, (short) event.type().schemaVersion());
		statement.setString(first + 4, event.metadata());
		statement.setString(first + 5, event.payload());
		if (tagged) {
			statement.setString(first + 6, TagArray.of(event.tags()));
			return first + 7;
		}
		return first + 6;
	}

	/**
	 * The statements for each number of events, with and without tags, so that events
	 * without tags have no overhead for them.
	 */
	private static final class Texts {

		private final List<String> plain;

		private final List<String> tagged;

		Texts(IntFunction<String> text) {
			this.plain = IntStream.rangeClosed(1, MAX_EVENTS).mapToObj(text).toList();
			this.tagged = this.plain.stream().map(Texts::tagged).toList();
		}

		private static String tagged(String statement) {
			return statement.replace("?::json)", "?::json, ?::text[])")
				.replace("payload)", "payload, tags)")
				.replace("event.payload\n", "event.payload, event.tags\n");
		}

		String of(int events, boolean tagged) {
			return (tagged ? this.tagged : this.plain).get(events - 1);
		}

	}

}
