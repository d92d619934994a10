package dev.sourcery.store.jdbc.oracle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An event as it stands in the table or as a reader has got it.
 */
record Delivered(long position, UUID eventId, StreamId stream, long version) {

	static final String COLUMNS = "position, event_id, aggregate_type, stream_id, version";

	static Delivered of(RecordedEvent<?> event) {
		return new Delivered(event.position().value(), event.eventId(), event.stream(), event.version());
	}

	/**
	 * Everything that is committed, whatever readers and writers know about it.
	 */
	static List<Delivered> stored(JdbcTemplate jdbc) {
		return jdbc.query("select " + COLUMNS + " from sourcery.events order by position", (rows, number) -> of(rows));
	}

	static Delivered of(ResultSet rows) throws SQLException {
		return new Delivered(rows.getLong(1), rows.getObject(2, UUID.class),
				new StreamId(rows.getString(3), rows.getString(4)), rows.getLong(5));
	}

}
