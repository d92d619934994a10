package dev.sourcery.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.sourcery.export.StoreDiffersException.Difference;
import dev.sourcery.jdbc.SchemaName;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds the events of a file in the store, by their ids. Thread-safe.
 */
final class StoredRows {

	private final JdbcTemplate jdbc;

	private final String sql;

	StoredRows(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		// a scan of the unique key of event ids
		this.sql = schema.in("select " + EventRow.SELECTED + """
				from {schema}.events
				where event_id = any(?::uuid[])
				order by position
				""");
	}

	/**
	 * Returns the number of events of a chunk in the store. These must be the first
	 * events of the chunk, unchanged, and in the same order.
	 * @param after the position after which the events must be stored
	 * @return the number of events in the store, and the position of the last one
	 * @throws StoreDiffersException if one of these conditions is not met
	 */
	Found find(Chunk chunk, long after) {
		List<Stored> stored = load(chunk);
		long position = after;
		for (int i = 0; i < stored.size(); i++) {
			if (!stored.get(i).row().equals(chunk.get(i).row())) {
				throw new StoreDiffersException(difference(chunk.get(i), stored), chunk.get(i));
			}
			if (stored.get(i).position() <= position) {
				throw new StoreDiffersException(Difference.ORDER, chunk.get(i));
			}
			position = stored.get(i).position();
		}
		return new Found(stored.size(), position);
	}

	private List<Stored> load(Chunk chunk) {
		String[] ids = chunk.events().stream().map((event) -> event.row().eventId().toString()).toArray(String[]::new);
		List<Stored> stored = new ArrayList<>(ids.length);
		this.jdbc.query(this.sql, (rows) -> {
			stored.add(new Stored(EventRow.of(rows), rows.getLong(EventRow.POSITION)));
		}, (Object) ids);
		return stored;
	}

	private static Difference difference(NumberedRow event, List<Stored> stored) {
		Optional<EventRow> same = stored.stream()
			.map(Stored::row)
			.filter((row) -> row.eventId().equals(event.row().eventId()))
			.findFirst();
		return same.map((row) -> row.equals(event.row()) ? Difference.ORDER : Difference.CONTENT)
			.orElse(Difference.MISSING_BEFORE_OTHERS);
	}

	/**
	 * The events of a chunk that are in the store.
	 */
	record Found(int events, long lastPosition) {

	}

	private record Stored(EventRow row, long position) {

	}

}
