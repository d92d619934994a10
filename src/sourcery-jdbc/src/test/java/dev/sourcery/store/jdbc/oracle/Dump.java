package dev.sourcery.store.jdbc.oracle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * What {@code pg_dump --data-only} makes of a database that is in use: the tables as one
 * snapshot sees them, and the sequences as they stand afterwards.
 */
final class Dump {

	private static final List<String> TABLES = List.of("sourcery.events", "sourcery.subscription_lanes", "delivered");

	private static final List<String> SEQUENCES = List.of("sourcery.event_position", "delivered_id_seq");

	private final Map<String, byte[]> tables = new LinkedHashMap<>();

	private final Map<String, String> sequences = new LinkedHashMap<>();

	private Dump() {
	}

	static Dump of(DataSource database) {
		try (Connection connection = database.getConnection()) {
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			connection.setAutoCommit(false);
			Dump dump = new Dump();
			dump.take(connection);
			return dump;
		}
		catch (SQLException ex) {
			throw new AssertionError(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void take(Connection connection) throws SQLException, IOException {
		for (String table : TABLES) {
			ByteArrayOutputStream rows = new ByteArrayOutputStream();
			copies(connection).copyOut("copy " + table + " to stdout", rows);
			this.tables.put(table, rows.toByteArray());
		}
		for (String sequence : SEQUENCES) {
			try (ResultSet rows = connection.createStatement()
				.executeQuery("select last_value, is_called from " + sequence)) {
				rows.next();
				this.sequences.put(sequence, "%d, %b".formatted(rows.getLong(1), rows.getBoolean(2)));
			}
		}
	}

	/**
	 * Writes everything into a database whose tables are there and empty.
	 */
	void restore(DataSource database) throws SQLException, IOException {
		try (Connection connection = database.getConnection()) {
			for (Map.Entry<String, byte[]> table : this.tables.entrySet()) {
				copies(connection).copyIn("copy " + table.getKey() + " from stdin",
						new ByteArrayInputStream(table.getValue()));
			}
			for (Map.Entry<String, String> sequence : this.sequences.entrySet()) {
				connection.createStatement()
					.execute("select setval('%s', %s)".formatted(sequence.getKey(), sequence.getValue()));
			}
		}
	}

	private static CopyManager copies(Connection connection) throws SQLException {
		return connection.unwrap(PGConnection.class).getCopyAPI();
	}

}
