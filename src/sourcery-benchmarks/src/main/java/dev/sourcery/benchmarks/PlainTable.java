package dev.sourcery.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

import tools.jackson.databind.json.JsonMapper;

/**
 * The other side of the projections into a table: one statement per event, and in each
 * transaction the events of a page and the checkpoint.
 */
final class PlainTable {

	private final DataSource dataSource;

	private final String selectPage;

	private final String upsert = TableModels.upsert(TableModels.PLAIN);

	private final String moveCheckpoint;

	private final JsonMapper mapper = PlainEvent.mapper();

	PlainTable(DataSource dataSource, String schema) {
		this.dataSource = dataSource;
		this.selectPage = """
				select position, stream_id, payload
				from {schema}.events
				where position > ?
				order by position
				limit ?
				""".replace("{schema}", schema);
		this.moveCheckpoint = """
				insert into {schema}.subscription_lanes (name, subscription_version, lane, position)
				values ('plain', 1, 0, ?)
				on conflict on constraint subscription_lanes_pk do update set position = excluded.position
				""".replace("{schema}", schema);
	}

	/**
	 * Writes the rows of all events.
	 * @param batchSize the number of events of a transaction
	 * @return the number of events
	 */
	long catchUp(int batchSize) throws SQLException {
		long count = 0;
		long after = 0;
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			int size;
			do {
				size = 0;
				try (PreparedStatement page = connection.prepareStatement(this.selectPage);
						PreparedStatement upsert = connection.prepareStatement(this.upsert)) {
					page.setLong(1, after);
					page.setInt(2, batchSize);
					try (ResultSet rows = page.executeQuery()) {
						while (rows.next()) {
							after = rows.getLong(1);
							upsert.setString(1, rows.getString(2));
							upsert.setLong(2, this.mapper.readValue(rows.getString(3), Transferred.class).cents());
							upsert.executeUpdate();
							size++;
						}
					}
				}
				move(connection, after);
				connection.commit();
				count += size;
			}
			while (size == batchSize);
			connection.setAutoCommit(true);
		}
		return count;
	}

	private void move(Connection connection, long position) throws SQLException {
		try (PreparedStatement move = connection.prepareStatement(this.moveCheckpoint)) {
			move.setLong(1, position);
			move.executeUpdate();
		}
	}

}
