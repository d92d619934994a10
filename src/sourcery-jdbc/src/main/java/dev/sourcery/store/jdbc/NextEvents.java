package dev.sourcery.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.store.jdbc.PageReader.RowReader;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * A statement that reads the events after a position.
 *
 * @param sql the statement
 * @param arguments its arguments, after the required incarnation of the server
 * @param limit maximum number of events
 * @param same index of the column that indicates whether the server is the required one
 * @param reader the reader of its rows
 */
record NextEvents(String sql, List<Object> arguments, int limit, int same, RowReader<StoredEvent> reader) {

	/**
	 * Returns the statement for an incarnation of the server.
	 */
	NextEvents in(ServerIncarnation incarnation) {
		List<Object> all = new ArrayList<>();
		all.add(incarnation.value());
		all.addAll(this.arguments);
		return new NextEvents(this.sql, all, this.limit, this.same, this.reader);
	}

	/**
	 * Reads the events.
	 * @return the events; if one of them cannot be read, or a pooler has sent the
	 * statement to another server, {@code null}: the failure belongs to a read of the
	 * events alone
	 */
	@Nullable List<StoredEvent> read(ResultSet rows) throws SQLException {
		List<StoredEvent> events = new ArrayList<>();
		try {
			while (rows.next()) {
				if (!rows.getBoolean(this.same)) {
					return null;
				}
				// a row without a position contains only the server: there is no event
				if (rows.getObject(1) != null) {
					events.add(this.reader.read(rows));
				}
			}
			return events;
		}
		catch (EventDecodingException ex) {
			return null;
		}
	}

}
