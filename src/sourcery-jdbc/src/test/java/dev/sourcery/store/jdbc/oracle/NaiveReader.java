package dev.sourcery.store.jdbc.oracle;

import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads what lies beyond the last position that it has read, as one would without a
 * settled position.
 */
final class NaiveReader implements Reader {

	private final JdbcTemplate jdbc;

	private final List<Delivered> delivered = new ArrayList<>();

	NaiveReader(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Override
	public void look() {
		long last = this.delivered.isEmpty() ? 0 : this.delivered.get(this.delivered.size() - 1).position();
		this.delivered.addAll(this.jdbc.query(
				"select " + Delivered.COLUMNS + " from sourcery.events where position > ? order by position",
				(rows, number) -> Delivered.of(rows), last));
	}

	@Override
	public List<Delivered> delivered() {
		return this.delivered;
	}

}
