package dev.sourcery.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import dev.sourcery.jdbc.SchemaName;

/**
 * Checks the sequence of positions.
 *
 * @since 0.1
 */
public final class EventSequence {

	/**
	 * The SQL expression for the last position that was drawn, 0 if none was. The
	 * function reads the sequence with its page locked. A query of the sequence as a
	 * table does not: for the moment in which PostgreSQL writes a sequence to its log, 32
	 * values ahead, it returns a value that was not drawn yet ({@code nextval_internal}
	 * in PostgreSQL's {@code sequence.c}).
	 * <p>
	 * For a user without a right on the sequence the function returns null, since
	 * PostgreSQL 17. The subquery, which returns 0, makes PostgreSQL report the missing
	 * right instead.
	 */
	public static final String LAST_DRAWN = "coalesce(pg_sequence_last_value('{schema}.event_position'::regclass), (select 0 from {schema}.event_position))";

	private final SchemaName schema;

	/**
	 * Creates an instance. Does not access the database.
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public EventSequence(SchemaName schema) {
		this.schema = schema;
	}

	/**
	 * Requires that the sequence has increment 1, no cache and no cycle, and that no
	 * event has a position beyond it.
	 * @param connection the connection
	 * @throws InvalidSequenceException if one of these conditions is not met
	 * @throws SQLException if a statement fails
	 */
	public void require(Connection connection) throws SQLException {
		String sql = this.schema.in("""
				select seqcache, seqincrement, seqcycle
				from pg_sequence
				where seqrelid = '{schema}.event_position'::regclass
				""");
		try (PreparedStatement statement = connection.prepareStatement(sql);
				ResultSet rows = statement.executeQuery()) {
			if (rows.next() && (rows.getLong(1) != 1 || rows.getLong(2) != 1 || rows.getBoolean(3))) {
				throw new InvalidSequenceException(
						"The sequence %s.event_position has cache %d, increment %d and %s instead of cache 1, increment 1 and no cycle"
							.formatted(this.schema, rows.getLong(1), rows.getLong(2),
									rows.getBoolean(3) ? "a cycle" : "no cycle"),
						this.schema.in("alter sequence {schema}.event_position increment 1 cache 1 no cycle"));
			}
		}
		requireAhead(connection);
	}

	/**
	 * Requires that no event has a position beyond the sequence.
	 * @param connection the connection
	 * @throws InvalidSequenceException if an event does
	 * @throws SQLException if a statement fails
	 */
	public void requireAhead(Connection connection) throws SQLException {
		// in this order: a position drawn in between is not reported as a fault
		long stored = read(connection, "select coalesce(max(position), 0) from {schema}.events");
		long drawn = read(connection, "select " + LAST_DRAWN);
		if (stored > drawn) {
			throw new InvalidSequenceException(
					"The sequence %s.event_position is at %d, but events are stored up to position %d"
						.formatted(this.schema, drawn, stored),
					this.schema.in("select setval('{schema}.event_position', %d)".formatted(stored)));
		}
	}

	private long read(Connection connection, String sql) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.schema.in(sql));
				ResultSet rows = statement.executeQuery()) {
			rows.next();
			return rows.getLong(1);
		}
	}

}
