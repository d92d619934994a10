package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownSettledPositionException.Reason;
import dev.sourcery.tail.ServerIncarnation;

/**
 * The two queries that take a sample for the settled position, in one round trip.
 */
final class SettledQueries {

	private final String sql;

	SettledQueries(SchemaName schema) {
		// Two statements, in this order: the first must have ended before the second
		// begins, because the sequence must be read before the locks. The driver sends
		// both at once, and the server executes them one after the other. Both are
		// prepared, because planning takes longer than all the rest. Planning and
		// execution by EXPLAIN ANALYZE on PostgreSQL 18, warm: 0.45 ms for both as plain
		// statements, 0.08 ms for the first when prepared, 0.22 ms for both. A sequence
		// that was never called has settled nothing.
		String sequence = schema.in("""
				select %s, pg_is_in_recovery(), %s;
				""").formatted(schema.in(EventSequence.LAST_DRAWN), IncarnationSql.in(schema));
		// The view of locks identifies a transaction by its virtual id, and a prepared
		// one from before a restart by "-1/" and its id. The locks of all writers are
		// visible, regardless of the partition or tablespace of the rows, because the
		// lock is on the table itself. The incarnation is read again, because a pooler
		// might run the two statements on different servers.
		String locks = schema.in("""
				select server.incarnation, held.virtualtransaction
				from (select %s as incarnation) server
				left join pg_locks held
				    on held.locktype = 'relation'
				    and held.relation = '{schema}.events'::regclass
				    and held.database = (select oid from pg_database where datname = current_database())
				    and held.mode = 'RowExclusiveLock'
				    and held.granted
				""").formatted(IncarnationSql.in(schema));
		this.sql = sequence + locks;
	}

	/**
	 * Reads the last position of the sequence, and then lists the transactions that hold
	 * the lock on the events table.
	 * @throws UnknownSettledPositionException if the server is a standby
	 */
	Found sample(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.sql)) {
			statement.execute();
			Drawn drawn;
			try (ResultSet rows = statement.getResultSet()) {
				drawn = drawn(rows);
			}
			statement.getMoreResults();
			try (ResultSet rows = statement.getResultSet()) {
				return new Found(drawn, locks(rows));
			}
		}
	}

	private static Drawn drawn(ResultSet rows) throws SQLException {
		rows.next();
		if (rows.getBoolean(2)) {
			throw new UnknownSettledPositionException(Reason.STANDBY);
		}
		return new Drawn(new Position(rows.getLong(1)), new ServerIncarnation(rows.getString(3)));
	}

	private static Locks locks(ResultSet rows) throws SQLException {
		Set<String> holders = new HashSet<>();
		String found = "";
		while (rows.next()) {
			found = rows.getString(1);
			String holder = rows.getString(2);
			if (holder != null) {
				holders.add(holder);
			}
		}
		return new Locks(holders, new ServerIncarnation(found));
	}

	/**
	 * A sample.
	 *
	 * @param drawn the state of the sequence
	 * @param locks the state of the lock after that
	 */
	record Found(Drawn drawn, Locks locks) {

	}

	/**
	 * The state of the sequence.
	 *
	 * @param last the last position drawn
	 * @param incarnation the incarnation of the server
	 */
	record Drawn(Position last, ServerIncarnation incarnation) {

	}

	/**
	 * The state of the lock.
	 *
	 * @param holders the transactions that hold it
	 * @param incarnation the incarnation of the server
	 */
	record Locks(Set<String> holders, ServerIncarnation incarnation) {

	}

}
