package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.TakeOver;
import dev.sourcery.subscription.TakeOver.Outcome;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The transaction in which a version becomes live. It locks the row of the name, so that
 * of several nodes one succeeds, and the lanes of the live version: while these stand,
 * the other version reaches them, so that a reader never sees an older state after the
 * take-over than before. Then it locks the lanes of the other version, to exclude a
 * rebuild. Readers are not excluded. Thread-safe.
 */
final class TakeOverTransaction {

	// a version with more events to apply does not reach them in time
	private static final long NEAR = 1000;

	private static final long PATIENCE = Duration.ofSeconds(2).toNanos();

	private static final long PAUSE = Duration.ofMillis(10).toNanos();

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final LaneLocks locks;

	private final VersionRows rows;

	TakeOverTransaction(JdbcTemplate jdbc, SchemaName schema, LaneLocks locks, VersionRows rows) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.locks = locks;
		this.rows = rows;
	}

	/**
	 * Makes a version live, within a transaction that has not run any statement.
	 */
	Outcome run(TakeOver takeOver) {
		SubscriptionKey version = takeOver.version();
		// the transaction must see what other nodes commit meanwhile
		this.jdbc.execute("set transaction isolation level read committed");
		int live = this.rows.lock(version);
		if (live == version.version() || (takeOver.forward() && live > version.version())) {
			return Outcome.NOT_NEEDED;
		}
		if (hasParked(version)) {
			return Outcome.PARKED;
		}
		if (countBehind(takeOver, takeOver.settled(), NEAR) > NEAR) {
			return Outcome.BEHIND;
		}
		Position target = target(takeOver, this.locks.lock(new SubscriptionKey(version.name(), live)));
		if (!awaitReached(takeOver, target)) {
			return Outcome.BEHIND;
		}
		this.locks.lock(version);
		if (!hasReached(takeOver, target)) {
			return Outcome.BEHIND;
		}
		if (hasParked(version)) {
			return Outcome.PARKED;
		}
		this.rows.update(version);
		return Outcome.TAKEN_OVER;
	}

	/**
	 * Returns the position that the version must reach: the settled one, or that of the
	 * live version, whose node may have found a later one.
	 */
	private static Position target(TakeOver takeOver, List<LockedLane> live) {
		long greatest = live.stream().mapToLong(LockedLane::position).max().orElse(0);
		return new Position(Math.max(greatest, takeOver.settled().value()));
	}

	private boolean awaitReached(TakeOver takeOver, Position target) {
		long end = System.nanoTime() + PATIENCE;
		boolean reached = hasReached(takeOver, target);
		while (!reached && System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(PAUSE);
			reached = hasReached(takeOver, target);
		}
		return reached;
	}

	private boolean hasReached(TakeOver takeOver, Position target) {
		return countBehind(takeOver, target, 0) == 0;
	}

	/**
	 * Counts the events up to a position that a version has not applied. A checkpoint may
	 * be behind events that the version does not handle.
	 * @param limit the number beyond which to stop
	 */
	private long countBehind(TakeOver takeOver, Position upTo, long limit) {
		String sql = this.schema.in("""
				select count(*)
				from (select
				      from {schema}.events
				      where position > (select coalesce(min(position), 0)
				                        from {schema}.subscription_lanes
				                        where name = ? and subscription_version = ? and lane < lanes)
				        and position <= ? and (cardinality(?) = 0 or event_type = any (?))
				      limit ?) as behind
				""");
		return Objects.requireNonNull(this.jdbc.query((connection) -> {
			var statement = connection.prepareStatement(sql);
			var types = connection.createArrayOf("text", takeOver.eventTypes().toArray());
			statement.setString(1, takeOver.version().name());
			statement.setInt(2, takeOver.version().version());
			statement.setLong(3, upTo.value());
			statement.setArray(4, types);
			statement.setArray(5, types);
			statement.setLong(6, limit + 1);
			return statement;
		}, (row) -> row.next() ? row.getLong(1) : 0L));
	}

	private boolean hasParked(SubscriptionKey version) {
		String sql = this.schema.in("""
				select exists (select from {schema}.parked_events where name = ? and subscription_version = ?)
				""");
		return Boolean.TRUE.equals(this.jdbc.queryForObject(sql, Boolean.class, version.name(), version.version()));
	}

}
