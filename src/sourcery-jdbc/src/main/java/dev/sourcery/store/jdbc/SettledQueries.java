package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownSettledPositionException.Reason;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;

/**
 * The two queries that take a sample for the settled position, and a third one that reads
 * events, in one round trip.
 */
final class SettledQueries {

	private final String sql;

	// whether each statement has its own snapshot: otherwise events are read in vain
	private volatile boolean ownSnapshots;

	SettledQueries(SchemaName schema) {
		// Two statements, in this order: the first must have ended before the second
		// begins, because the sequence must be read before the locks. The driver sends
		// both at once, and the server executes them one after the other. Both are
		// prepared, because planning takes longer than all the rest. Planning and
		// execution by EXPLAIN ANALYZE on PostgreSQL 18, warm: 0.45 ms for both as plain
		// statements, 0.08 ms for the first when prepared, 0.22 ms for both. A sequence
		// that was never called has settled nothing.
		String sequence = schema.in("""
				select %s, pg_is_in_recovery(), %s, current_setting('transaction_isolation') = 'read committed';
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
	 * Reads the last position of the sequence, lists the transactions that hold the lock
	 * on the events table after that, and then reads events.
	 * @param next the events to read, or {@code null}
	 * @throws UnknownSettledPositionException if the server is a standby
	 */
	Found sample(Connection connection, @Nullable NextEvents next) throws SQLException {
		NextEvents events = this.ownSnapshots ? next : null;
		String all = (events != null) ? this.sql + ";\n" + events.sql() : this.sql;
		try (PreparedStatement statement = connection.prepareStatement(all)) {
			if (events != null) {
				new ArgumentPreparedStatementSetter(events.arguments().toArray()).setValues(statement);
			}
			statement.execute();
			Drawn drawn = Objects.requireNonNull(read(statement, SettledQueries::drawn));
			this.ownSnapshots = drawn.readCommitted();
			statement.getMoreResults();
			Locks locks = Objects.requireNonNull(read(statement, SettledQueries::locks));
			if (events == null || !drawn.readCommitted()) {
				return new Found(drawn, locks, null);
			}
			statement.getMoreResults();
			return new Found(drawn, locks, read(statement, events::read));
		}
	}

	private static <T> @Nullable T read(PreparedStatement statement, RowsReader<T> reader) throws SQLException {
		try (ResultSet rows = statement.getResultSet()) {
			return reader.read(rows);
		}
	}

	private static Drawn drawn(ResultSet rows) throws SQLException {
		rows.next();
		if (rows.getBoolean(2)) {
			throw new UnknownSettledPositionException(Reason.STANDBY);
		}
		return new Drawn(new Position(rows.getLong(1)), new ServerIncarnation(rows.getString(3)), rows.getBoolean(4));
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
	 * @param events the events in the snapshot after that, {@code null} if they were not
	 * read
	 */
	record Found(Drawn drawn, Locks locks, @Nullable List<StoredEvent> events) {

	}

	/**
	 * The state of the sequence.
	 *
	 * @param last the last position drawn
	 * @param incarnation the incarnation of the server
	 * @param readCommitted whether each statement has its own snapshot: otherwise that of
	 * the events may be older than the list of the locks
	 */
	record Drawn(Position last, ServerIncarnation incarnation, boolean readCommitted) {

	}

	/**
	 * The state of the lock.
	 *
	 * @param holders the transactions that hold it
	 * @param incarnation the incarnation of the server
	 */
	record Locks(Set<String> holders, ServerIncarnation incarnation) {

	}

	private interface RowsReader<T> {

		@Nullable T read(ResultSet rows) throws SQLException;

	}

}
