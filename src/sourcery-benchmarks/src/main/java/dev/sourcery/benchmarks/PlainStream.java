package dev.sourcery.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

import javax.sql.DataSource;

import tools.jackson.databind.json.JsonMapper;

/**
 * Plain JDBC that reads and decodes all events in one query, without a checkpoint.
 */
final class PlainStream {

	private static final int FETCH_SIZE = 1000;

	private final DataSource dataSource;

	private final String sql;

	private final JsonMapper mapper = PlainEvent.mapper();

	PlainStream(DataSource dataSource, String schema) {
		this.dataSource = dataSource;
		this.sql = "select position, event_type, payload from %s.events order by position".formatted(schema);
	}

	/**
	 * Passes all payloads to a consumer.
	 */
	void read(Consumer<Transferred> consumer) throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			// otherwise the driver would fetch all rows at once
			connection.setAutoCommit(false);
			try (PreparedStatement statement = connection.prepareStatement(this.sql)) {
				statement.setFetchSize(FETCH_SIZE);
				try (ResultSet rows = statement.executeQuery()) {
					while (rows.next()) {
						if (rows.getLong(1) < 1 || !Transferred.TYPE.equals(rows.getString(2))) {
							throw new IllegalStateException(
									"There is no class for events of type " + rows.getString(2));
						}
						consumer.accept(this.mapper.readValue(rows.getString(3), Transferred.class));
					}
				}
			}
			connection.commit();
			connection.setAutoCommit(true);
		}
	}

}
