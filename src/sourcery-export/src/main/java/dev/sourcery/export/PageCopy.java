package dev.sourcery.export;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import dev.sourcery.jdbc.SchemaName;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Copies pages of events from the store into a file.
 */
final class PageCopy {

	private final SchemaName schema;

	PageCopy(SchemaName schema) {
		this.schema = schema;
	}

	Page copy(Connection connection, ExportFile file, long after, long upTo, int events) throws SQLException {
		// a range of the primary key, in its order; COPY does not accept parameters
		String sql = this.schema.in("copy (select " + EventRow.SELECTED + """
				from {schema}.events
				where position > %d and position <= %d
				order by position
				limit %d) to stdout
				""".formatted(after, upTo, events));
		CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
		try {
			return write(copy, file, after, upTo);
		}
		finally {
			if (copy.isActive()) {
				copy.cancelCopy();
			}
		}
	}

	private static Page write(CopyOut copy, ExportFile file, long after, long upTo) throws SQLException {
		int events = 0;
		long bytes = 0;
		long last = after;
		for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
			List<String> fields = CopyText.fields(row);
			file.write(EventRow.of(fields));
			last = Long.parseLong(fields.get(EventRow.POSITION - 1));
			events++;
			bytes += row.length;
		}
		return new Page(events, bytes, last, upTo);
	}

	/**
	 * A page of events that was read from the store.
	 *
	 * @param last the position of its last event, or of the last event of the previous
	 * page
	 * @param upTo the position up to which it was read
	 */
	record Page(int events, long bytes, long last, long upTo) {

	}

	/**
	 * The number of events to read at once, so that large events do not cause long
	 * transactions.
	 */
	static final class Size {

		private static final long BYTES = 8 << 20;

		private static final long MAX_EVENTS = 10_000;

		private int events = 1000;

		int events() {
			return this.events;
		}

		void adapt(Page page) {
			long average = Math.max(page.bytes() / page.events(), 1);
			this.events = (int) Math.max(Math.min(BYTES / average, MAX_EVENTS), 10);
		}

	}

}
