package dev.sourcery.export;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * An event with the values of its row. The values are preserved unchanged: a value that
 * the classes of an application would reject has been stored nevertheless, and must not
 * be lost.
 *
 * @param recordedAt in microseconds
 * @param metadata JSON, each character as stored
 * @param payload JSON, each character as stored
 * @param tags its labels in the order in which they are stored
 */
record EventRow(UUID eventId, String aggregateType, String streamId, long version, String eventType, int schemaVersion,
		Instant recordedAt, String metadata, String payload, List<String> tags) {

	// The time is in microseconds, because its text form would depend on settings of the
	// session. Tags have no line breaks. The position comes last: it is not part of the
	// event.
	static final String SELECTED = """
			event_id, aggregate_type, stream_id, version, event_type, schema_version,
			(extract(epoch from recorded_at) * 1000000)::bigint, metadata, payload,
			coalesce(array_to_string(tags, E'\\n'), ''), position
			""";

	static final String COPIED = """
			event_id, aggregate_type, stream_id, version, event_type, schema_version, recorded_at, metadata, payload,
			tags
			""";

	static final int POSITION = 11;

	private static final long MICROS = 1_000_000;

	/**
	 * Returns the row in a result of {@link #SELECTED}.
	 */
	static EventRow of(ResultSet rows) throws SQLException {
		return new EventRow(rows.getObject(1, UUID.class), rows.getString(2), rows.getString(3), rows.getLong(4),
				rows.getString(5), rows.getInt(6), instant(rows.getLong(7)), rows.getString(8), rows.getString(9),
				tags(rows.getString(10)));
	}

	/**
	 * Returns the row with the fields of {@link #SELECTED}.
	 */
	static EventRow of(List<String> fields) {
		return new EventRow(UUID.fromString(fields.get(0)), fields.get(1), fields.get(2), Long.parseLong(fields.get(3)),
				fields.get(4), Integer.parseInt(fields.get(5)), instant(Long.parseLong(fields.get(6))), fields.get(7),
				fields.get(8), tags(fields.get(9)));
	}

	private static List<String> tags(String lines) {
		return lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1));
	}

	/**
	 * Returns the fields of {@link #COPIED}, with {@code null} for tags if there are
	 * none.
	 */
	List<@Nullable String> fields() {
		return Arrays.asList(this.eventId.toString(), this.aggregateType, this.streamId, Long.toString(this.version),
				this.eventType, Integer.toString(this.schemaVersion), EventLine.format(this.recordedAt), this.metadata,
				this.payload, this.tags.isEmpty() ? null : array(this.tags));
	}

	// PostgreSQL's text form of an array
	private static String array(List<String> texts) {
		return texts.stream()
			.map((text) -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
			.collect(Collectors.joining(",", "{", "}"));
	}

	String stream() {
		return this.aggregateType + "/" + this.streamId;
	}

	private static Instant instant(long micros) {
		return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
	}

	// no payload: the printed text may end up in a log
	@Override
	public String toString() {
		return "event %s (stream %s, version %d)".formatted(this.eventId, stream(), this.version);
	}

}
