package dev.sourcery.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.Epoch;

/**
 * The table of epochs. Thread-safe, also between nodes.
 */
public final class EpochTable {

	private static final int ATTEMPTS = 10;

	private static final String SERVER = """
			select system_identifier, timeline,
			       (select oid from pg_database where datname = current_database()) as database_id,
			       '{schema}.events'::regclass::oid as table_id
			from {schema}.epoch_server()
			""";

	private final SchemaName schema;

	/**
	 * Names the table; touches no database yet.
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public EpochTable(SchemaName schema) {
		this.schema = schema;
	}

	/**
	 * Compares the server with the newest epoch, and begins the next one if it is another
	 * server, another time line or a copy of the tables. The connection must be one
	 * without a transaction; the server must not be a standby.
	 * @param connection the connection
	 * @return the epoch; empty if it has begun, but the user of the database may not
	 * store that
	 * @throws SQLException if the database refuses
	 */
	public Optional<Epoch> detect(Connection connection) throws SQLException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Newest newest = newest(connection);
			if (newest.ofThisServer()) {
				return Optional.of(newest.epoch());
			}
			if (!newest.writable()) {
				return Optional.empty();
			}
			begin(connection, newest.epoch().number() + 1);
			if (!connection.getAutoCommit()) {
				connection.commit();
			}
		}
		throw new SQLException(
				"No epoch could be begun: rows inserted into %s.epochs are not stored".formatted(this.schema));
	}

	private Newest newest(Connection connection) throws SQLException {
		String sql = this.schema.in("""
				select epochs.number, epochs.id,
				       (epochs.system_identifier, epochs.timeline, epochs.database_id, epochs.table_id)
				           = (server.system_identifier, server.timeline, server.database_id, server.table_id),
				       has_table_privilege('{schema}.epochs', 'insert')
				           and current_setting('transaction_read_only') = 'off'
				from (%s) server
				left join (select * from {schema}.epochs order by number desc limit 1) epochs on true
				""".formatted(SERVER));
		try (PreparedStatement statement = connection.prepareStatement(sql);
				ResultSet rows = statement.executeQuery()) {
			rows.next();
			String id = rows.getString(2);
			Epoch epoch = (id != null) ? new Epoch(rows.getInt(1), id) : Epoch.UNKNOWN;
			return new Newest(epoch, rows.getBoolean(3), rows.getBoolean(4));
		}
	}

	/**
	 * Begins the next epoch, also if the server is still the same.
	 * @param connection the connection
	 * @throws SQLException if the database refuses
	 */
	public void begin(Connection connection) throws SQLException {
		begin(connection, newest(connection).epoch().number() + 1);
	}

	// Of several nodes that begin the same epoch at once, one succeeds: the others wait
	// for its commit at the primary key.
	private void begin(Connection connection, int number) throws SQLException {
		String sql = this.schema.in("""
				insert into {schema}.epochs (number, began_after, system_identifier, timeline, database_id, table_id)
				select ?, (select coalesce(max(position), 0) from {schema}.events), server.*
				from (%s) server
				on conflict do nothing
				""".formatted(SERVER));
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setInt(1, number);
			statement.executeUpdate();
		}
	}

	/**
	 * Lists the epochs, the newest first.
	 * @param connection the connection
	 * @return the epochs
	 * @throws SQLException if the database refuses
	 */
	public List<Began> list(Connection connection) throws SQLException {
		String sql = this.schema.in("select number, id, began_after from {schema}.epochs order by number desc");
		List<Began> epochs = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement(sql);
				ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				epochs.add(new Began(new Epoch(rows.getInt(1), rows.getString(2)), new Position(rows.getLong(3))));
			}
		}
		return epochs;
	}

	/**
	 * An epoch that has begun.
	 *
	 * @param epoch the epoch
	 * @param after the last position that was stored when it was noticed
	 */
	public record Began(Epoch epoch, Position after) {

	}

	private record Newest(Epoch epoch, boolean ofThisServer, boolean writable) {

	}

}
