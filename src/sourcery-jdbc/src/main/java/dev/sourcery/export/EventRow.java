package dev.sourcery.export;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An event as its row holds it. It is kept as it is: what the classes of an application
 * would refuse has been stored nevertheless, and must not be lost.
 *
 * @param recordedAt in microseconds
 * @param metadata JSON, each character as stored
 * @param payload JSON, each character as stored
 */
record EventRow(UUID eventId, String aggregateType, String streamId, long version, String eventType, int schemaVersion,
		Instant recordedAt, String metadata, String payload) {

	// The time in microseconds, because its text would depend on settings of the session.
	// The position comes last: it is not part of what makes an event.
	static final String SELECTED = """
			event_id, aggregate_type, stream_id, version, event_type, schema_version,
			(extract(epoch from recorded_at) * 1000000)::bigint, metadata, payload, position
			""";

	static final String COPIED = """
			event_id, aggregate_type, stream_id, version, event_type, schema_version, recorded_at, metadata, payload
			""";

	static final int POSITION = 10;

	private static final long MICROS = 1_000_000;

	/**
	 * The row in a result of {@link #SELECTED}.
	 */
	static EventRow of(ResultSet rows) throws SQLException {
		return new EventRow(rows.getObject(1, UUID.class), rows.getString(2), rows.getString(3), rows.getLong(4),
				rows.getString(5), rows.getInt(6), instant(rows.getLong(7)), rows.getString(8), rows.getString(9));
	}

	/**
	 * The row from the fields of {@link #SELECTED}.
	 */
	static EventRow of(List<String> fields) {
		return new EventRow(UUID.fromString(fields.get(0)), fields.get(1), fields.get(2), Long.parseLong(fields.get(3)),
				fields.get(4), Integer.parseInt(fields.get(5)), instant(Long.parseLong(fields.get(6))), fields.get(7),
				fields.get(8));
	}

	/**
	 * The fields of {@link #COPIED}.
	 */
	List<String> fields() {
		return List.of(this.eventId.toString(), this.aggregateType, this.streamId, Long.toString(this.version),
				this.eventType, Integer.toString(this.schemaVersion), EventLine.format(this.recordedAt), this.metadata,
				this.payload);
	}

	String stream() {
		return this.aggregateType + "/" + this.streamId;
	}

	private static Instant instant(long micros) {
		return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
	}

	// no payload: what is printed may end in a log
	@Override
	public String toString() {
		return "event %s (stream %s, version %d)".formatted(this.eventId, stream(), this.version);
	}

}
