package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.jdbc.SettledPositionFinder.Unsettled;
import dev.sourcery.tail.BlockingTransaction;
import dev.sourcery.tail.BlockingTransaction.Prepared;
import dev.sourcery.tail.BlockingTransaction.Running;
import dev.sourcery.tail.HeldBack;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * Identifies the transactions that hold back the settled position. Thread-safe.
 */
final class BlockerQuery {

	private final JdbcTemplate jdbc;

	private final String sql;

	BlockerQuery(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		// The locks are read once, because with two reads a transaction might appear in
		// only one of the two places. A prepared transaction has no process; its lock on
		// its own transaction id leads to its name. The only known time of the waiting
		// event is the time at which it was recorded; its writer may have committed late.
		this.sql = schema
			.in("""
					with lock as materialized (
					    select virtualtransaction, pid, locktype, transactionid, mode
					    from pg_locks
					    where virtualtransaction = any(?)),
					blocker as (
					    select coalesce(activity.xact_start, prepared.prepared) as since, activity.xact_start,
					           activity.pid, activity.application_name, coalesce(activity.usename, prepared.owner) as username,
					           activity.state, activity.query, prepared.gid
					    from (select distinct virtualtransaction, pid from lock) holder
					    left join pg_stat_activity activity on activity.pid = holder.pid
					    left join lock own on own.virtualtransaction = holder.virtualtransaction and holder.pid is null
					        and own.locktype = 'transactionid' and own.mode = 'ExclusiveLock'
					    left join pg_prepared_xacts prepared on prepared.transaction = own.transactionid
					    where activity.pid is not null or prepared.gid is not null)
					select clock_timestamp(), waiting.recorded_at, blocker.*
					from blocker
					left join (
					    select recorded_at
					    from {schema}.events
					    where position > ? and position <= ?
					    order by position
					    limit 1) waiting on true
					order by blocker.since
					""");
	}

	/**
	 * Identifies the blocking transactions.
	 * @return the transactions and the age of the block; empty if there are none, or if
	 * they have ended
	 */
	Optional<HeldBack> identify(Unsettled unsettled) {
		if (unsettled.holders().isEmpty()) {
			return Optional.empty();
		}
		return Objects.requireNonNull(this.jdbc.query((connection) -> prepare(connection, unsettled),
				(ResultSetExtractor<Optional<HeldBack>>) (rows) -> heldBack(rows, unsettled)));
	}

	private PreparedStatement prepare(Connection connection, Unsettled unsettled) throws SQLException {
		PreparedStatement statement = connection.prepareStatement(this.sql);
		statement.setArray(1, connection.createArrayOf("text", unsettled.holders().toArray()));
		statement.setLong(2, unsettled.settled().value());
		statement.setLong(3, unsettled.last().value());
		return statement;
	}

	private static Optional<HeldBack> heldBack(ResultSet rows, Unsettled unsettled) throws SQLException {
		List<BlockingTransaction> blockers = new ArrayList<>();
		Duration age = Duration.ZERO;
		while (rows.next()) {
			blockers.add(blocker(rows));
			Duration byThis = age(rows, unsettled);
			age = (byThis.compareTo(age) > 0) ? byThis : age;
		}
		return blockers.isEmpty() ? Optional.empty()
				: Optional.of(new HeldBack(unsettled.settled(), unsettled.last(), age, blockers));
	}

	/**
	 * Returns how long this blocker has held back the first waiting event: at most since
	 * the start of its own transaction. If the database does not provide the start of its
	 * transaction, only the time observed by this node counts: a node that has just
	 * started treats old events as unsettled.
	 */
	private static Duration age(ResultSet rows, Unsettled unsettled) throws SQLException {
		Instant now = Objects.requireNonNull(instant(rows, 1));
		Instant recorded = instant(rows, 2);
		Instant began = instant(rows, 4);
		if (recorded == null) {
			return Duration.ZERO;
		}
		Duration open = (began != null) ? Duration.between(began, now) : unsettled.stood();
		Duration waiting = Duration.between(recorded, now);
		return (open.compareTo(waiting) < 0) ? open : waiting;
	}

	private static BlockingTransaction blocker(ResultSet rows) throws SQLException {
		String gid = rows.getString(10);
		if (gid != null) {
			return new Prepared(gid, rows.getString(7), instant(rows, 3));
		}
		return new Running(rows.getInt(5), rows.getString(6), rows.getString(7), instant(rows, 4), rows.getString(8),
				rows.getString(9));
	}

	private static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
		OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

}
