package dev.sourcery.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import javax.sql.DataSource;

import tools.jackson.databind.json.JsonMapper;

/**
 * The other side: a handwritten store for the same table with JDBC and Jackson, with
 * prepared statements and in autocommit. Uses only the JSON format of the library: the
 * mapper has the same settings.
 */
final class PlainStore {

	static final String UNIQUE_VIOLATION = "23505";

	private static final int PAGE_SIZE = 1000;

	private static final String INSERT = """
			insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
			                             metadata, payload)
			values %s
			returning position
			""";

	private static final String ROW = "(?, ?, ?, ?, ?, ?, ?::json, ?::json)";

	private static final String NEXT_ROW = """
			(?, ?, (select coalesce(max(version), 0) from {schema}.events where aggregate_type = ? and stream_id = ?) + ?,
			 ?, ?, ?, ?::json, ?::json)""";

	private static final String SELECT = """
			select position, version, recorded_at, event_id, schema_version, aggregate_type, stream_id, event_type,
			       metadata, payload
			from {schema}.events
			""";

	private final DataSource dataSource;

	private final String insertOne;

	private final String insertTen;

	private final String insertNextOne;

	private final String insertNextTen;

	private final String selectVersion;

	private final String selectStream;

	private final String selectPage;

	private final String selectFold;

	private final String selectCatchUp;

	private final String moveCheckpoint;

	private final JsonMapper mapper = PlainEvent.mapper();

	PlainStore(DataSource dataSource, String schema) {
		this.dataSource = dataSource;
		this.insertOne = INSERT.formatted(ROW).replace("{schema}", schema);
		this.insertTen = INSERT.formatted(String.join(", ", Collections.nCopies(10, ROW))).replace("{schema}", schema);
		this.insertNextOne = INSERT.formatted(NEXT_ROW).replace("{schema}", schema);
		this.insertNextTen = INSERT.formatted(String.join(", ", Collections.nCopies(10, NEXT_ROW)))
			.replace("{schema}", schema);
		this.selectVersion = "select coalesce(max(version), 0) from {schema}.events where aggregate_type = ? and stream_id = ?"
			.replace("{schema}", schema);
		this.selectStream = (SELECT + "where aggregate_type = ? and stream_id = ? order by version").replace("{schema}",
				schema);
		this.selectPage = (SELECT + "where position > ? order by position limit ?").replace("{schema}", schema);
		this.selectFold = """
				select version, event_type, payload
				from {schema}.events
				where aggregate_type = ? and stream_id = ?
				order by version
				""".replace("{schema}", schema);
		this.selectCatchUp = """
				select position, event_type, payload
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
	 * Stores one or ten events after a given version.
	 * @return the last position
	 */
	long append(String stream, long version, List<Transferred> events) throws SQLException {
		String sql = (events.size() == 1) ? this.insertOne : this.insertTen;
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(sql)) {
			int at = 1;
			long next = version;
			for (Transferred event : events) {
				next++;
				statement.setString(at++, Transferred.AGGREGATE);
				statement.setString(at++, stream);
				statement.setLong(at++, next);
				at = bind(statement, at, event);
			}
			return lastPosition(statement);
		}
	}

	/**
	 * Stores one or ten events after the current version.
	 * @return the last position
	 */
	long appendNext(String stream, List<Transferred> events) throws SQLException {
		String sql = (events.size() == 1) ? this.insertNextOne : this.insertNextTen;
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(sql)) {
			int at = 1;
			int number = 1;
			for (Transferred event : events) {
				statement.setString(at++, Transferred.AGGREGATE);
				statement.setString(at++, stream);
				statement.setString(at++, Transferred.AGGREGATE);
				statement.setString(at++, stream);
				statement.setInt(at++, number++);
				at = bind(statement, at, event);
			}
			return lastPosition(statement);
		}
	}

	private int bind(PreparedStatement statement, int from, Transferred event) throws SQLException {
		int at = from;
		statement.setObject(at++, UUID.randomUUID());
		statement.setString(at++, Transferred.TYPE);
		statement.setShort(at++, (short) 1);
		statement.setString(at++, metadata());
		statement.setString(at++, payload(event));
		return at;
	}

	String metadata() {
		return this.mapper.writeValueAsString(
				new PlainEvent.PlainMetadata(UUID.randomUUID().toString(), null, "user-4711", null, null));
	}

	String payload(Transferred event) {
		return this.mapper.writeValueAsString(event);
	}

	private static long lastPosition(PreparedStatement statement) throws SQLException {
		try (ResultSet rows = statement.executeQuery()) {
			long position = 0;
			while (rows.next()) {
				position = rows.getLong(1);
			}
			return position;
		}
	}

	long version(String stream) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(this.selectVersion)) {
			statement.setString(1, Transferred.AGGREGATE);
			statement.setString(2, stream);
			try (ResultSet rows = statement.executeQuery()) {
				rows.next();
				return rows.getLong(1);
			}
		}
	}

	List<PlainEvent> read(String stream) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(this.selectStream)) {
			statement.setString(1, Transferred.AGGREGATE);
			statement.setString(2, stream);
			return events(statement);
		}
	}

	/**
	 * Folds a stream into its state, reading only the required columns.
	 * @return the state and the version
	 */
	Folded fold(String stream) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(this.selectFold)) {
			statement.setString(1, Transferred.AGGREGATE);
			statement.setString(2, stream);
			try (ResultSet rows = statement.executeQuery()) {
				Balance balance = new Balance(0);
				long version = 0;
				while (rows.next()) {
					version = rows.getLong(1);
					balance = balance.changed(payload(rows));
				}
				return new Folded(balance, version);
			}
		}
	}

	/**
	 * Passes all payloads to a consumer, in pages, and stores a checkpoint after each.
	 * @return the number of events
	 */
	long catchUp(Consumer<Transferred> consumer) throws SQLException {
		long count = 0;
		long after = 0;
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			int size;
			do {
				size = 0;
				try (PreparedStatement page = connection.prepareStatement(this.selectCatchUp)) {
					page.setLong(1, after);
					page.setInt(2, PAGE_SIZE);
					try (ResultSet rows = page.executeQuery()) {
						while (rows.next()) {
							after = rows.getLong(1);
							consumer.accept(payload(rows));
							size++;
						}
					}
				}
				try (PreparedStatement move = connection.prepareStatement(this.moveCheckpoint)) {
					move.setLong(1, after);
					move.executeUpdate();
				}
				connection.commit();
				count += size;
			}
			while (size == PAGE_SIZE);
			connection.setAutoCommit(true);
		}
		return count;
	}

	private Transferred payload(ResultSet rows) throws SQLException {
		if (!Transferred.TYPE.equals(rows.getString(2))) {
			throw new IllegalStateException("There is no class for events of type " + rows.getString(2));
		}
		return this.mapper.readValue(rows.getString(3), Transferred.class);
	}

	/**
	 * Reads everything in pages, each a statement of its own.
	 * @return the number of events
	 */
	long readAll(Consumer<? super PlainEvent> consumer) throws SQLException {
		long count = 0;
		long after = 0;
		List<PlainEvent> page;
		do {
			page = page(after);
			page.forEach(consumer);
			count += page.size();
			after = page.isEmpty() ? after : page.get(page.size() - 1).position();
		}
		while (page.size() == PAGE_SIZE);
		return count;
	}

	private List<PlainEvent> page(long after) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(this.selectPage)) {
			statement.setLong(1, after);
			statement.setInt(2, PAGE_SIZE);
			return events(statement);
		}
	}

	private List<PlainEvent> events(PreparedStatement statement) throws SQLException {
		try (ResultSet rows = statement.executeQuery()) {
			List<PlainEvent> events = new ArrayList<>();
			while (rows.next()) {
				events.add(PlainEvent.of(rows, this.mapper));
			}
			return events;
		}
	}

}
