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
 * The table of epochs. Thread-safe, also across nodes.
 *
 * @since 0.1
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
	 * Creates an instance. Does not access the database.
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public EpochTable(SchemaName schema) {
		this.schema = schema;
	}

	/**
	 * Compares the server with the newest epoch, and begins the next epoch if the server
	 * is another one, is on another timeline or has a copy of the tables. The connection
	 * must not be in a transaction; the server must not be a standby.
	 * @param connection the connection
	 * @return the epoch; empty if a new epoch has begun, but the database user may not
	 * store it
	 * @throws SQLException if a statement fails
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
	 * Begins the next epoch, even if the server is still the same.
	 * @param connection the connection
	 * @throws SQLException if a statement fails
	 */
	public void begin(Connection connection) throws SQLException {
		begin(connection, newest(connection).epoch().number() + 1);
	}

	// If several nodes begin the same epoch concurrently, one succeeds: the others wait
	// for its commit on the primary key.
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
	 * Lists the epochs, newest first.
	 * @param connection the connection
	 * @return the epochs
	 * @throws SQLException if a statement fails
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
	 * @param after the last stored position at the time the epoch was detected
	 */
	public record Began(Epoch epoch, Position after) {

	}

	private record Newest(Epoch epoch, boolean ofThisServer, boolean writable) {

	}

}
