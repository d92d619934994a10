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
 * events in the same round trip.
 */
final class SettledQueries {

	private final String sequenceSql;

	private final String locksSql;

	// whether each statement has its own snapshot: otherwise events are read in vain
	private volatile boolean ownSnapshots;

	SettledQueries(SchemaName schema) {
		// Two statements, in this order: the first must have ended before the second
		// begins, because the sequence must be read before the locks. The first is enough
		// while the sequence is at a position up to which everything was settled. Both
		// are prepared, because planning takes longer than all the rest. Planning and
		// execution by EXPLAIN ANALYZE on PostgreSQL 18, warm: 0.45 ms for both as plain
		// statements, 0.08 ms for the first when prepared, 0.22 ms for both. A sequence
		// that was never called has settled nothing.
		this.sequenceSql = schema.in("""
				select %s, pg_is_in_recovery(), %s, current_setting('transaction_isolation') = 'read committed'
				""").formatted(schema.in(EventSequence.LAST_DRAWN), IncarnationSql.in(schema));
		// The view of locks identifies a transaction by its virtual id, and a prepared
		// one from before a restart by "-1/" and its id. The locks of all writers are
		// visible, regardless of the partition or tablespace of the rows, because the
		// lock is on the table itself. The incarnation is read again, because a pooler
		// might run the two statements on different servers.
		this.locksSql = schema.in("""
				select server.incarnation, held.virtualtransaction
				from (select %s as incarnation) server
				left join pg_locks held
				    on held.locktype = 'relation'
				    and held.relation = '{schema}.events'::regclass
				    and held.database = (select oid from pg_database where datname = current_database())
				    and held.mode = 'RowExclusiveLock'
				    and held.granted
				""").formatted(IncarnationSql.in(schema));
	}

	/**
	 * Reads the last position of the sequence. If events are to be read, also lists the
	 * transactions that hold the lock on the events table after that, and then reads the
	 * events: the driver sends all statements at once, and the server executes them one
	 * after the other.
	 * @param next the events to read, or {@code null}
	 * @throws UnknownSettledPositionException if the server is a standby
	 */
	Found sample(Connection connection, @Nullable NextEvents next) throws SQLException {
		return (next != null && this.ownSnapshots) ? sampleAndRead(connection, next) : sampleOnly(connection);
	}

	private Found sampleOnly(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.sequenceSql)) {
			statement.execute();
			Drawn drawn = Objects.requireNonNull(read(statement, SettledQueries::drawn));
			this.ownSnapshots = drawn.readCommitted();
			return new Found(drawn, null, null);
		}
	}

	private Found sampleAndRead(Connection connection, NextEvents next) throws SQLException {
		String sql = String.join(";\n", this.sequenceSql, this.locksSql, next.sql());
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			new ArgumentPreparedStatementSetter(next.arguments().toArray()).setValues(statement);
			statement.execute();
			Drawn drawn = Objects.requireNonNull(read(statement, SettledQueries::drawn));
			this.ownSnapshots = drawn.readCommitted();
			statement.getMoreResults();
			Locks locks = read(statement, SettledQueries::locks);
			statement.getMoreResults();
			return new Found(drawn, locks, drawn.readCommitted() ? read(statement, next::read) : null);
		}
	}

	/**
	 * Returns the transactions that hold the lock on the events table, as listed after
	 * the sequence was read.
	 */
	Locks locks(Connection connection, Found found) throws SQLException {
		Locks listed = found.locks();
		if (listed != null) {
			return listed;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.locksSql)) {
			statement.execute();
			return Objects.requireNonNull(read(statement, SettledQueries::locks));
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
	 * @param locks the state of the lock after that, {@code null} if it was not read
	 * @param events the events in the snapshot after that, {@code null} if they were not
	 * read
	 */
	record Found(Drawn drawn, @Nullable Locks locks, @Nullable List<StoredEvent> events) {

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
