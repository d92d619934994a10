package dev.sourcery.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.store.jdbc.PageReader.RowReader;
import dev.sourcery.store.spi.StoredEvent;
import org.jspecify.annotations.Nullable;

/**
 * A statement that reads the events after a position.
 *
 * @param sql the statement
 * @param arguments its arguments
 * @param reader the reader of its rows
 */
record NextEvents(String sql, List<Object> arguments, RowReader<StoredEvent> reader) {

	/**
	 * Reads the events.
	 * @return the events; if one of them cannot be read, {@code null}: the failure
	 * belongs to a read of the events alone
	 */
	@Nullable List<StoredEvent> read(ResultSet rows) throws SQLException {
		List<StoredEvent> events = new ArrayList<>();
		try {
			while (rows.next()) {
				events.add(this.reader.read(rows));
			}
			return events;
		}
		catch (EventDecodingException ex) {
			return null;
		}
	}

}
