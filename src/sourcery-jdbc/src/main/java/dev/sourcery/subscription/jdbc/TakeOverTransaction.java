package dev.sourcery.subscription.jdbc;

import java.util.List;

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

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final LaneLocks locks;

	private final EventsBehind behind;

	private final VersionRows rows;

	TakeOverTransaction(JdbcTemplate jdbc, SchemaName schema, LaneLocks locks, VersionRows rows) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.locks = locks;
		this.behind = new EventsBehind(jdbc, schema);
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
		if (!this.behind.areFew(version, takeOver.eventTypes(), takeOver.settled())) {
			return Outcome.BEHIND;
		}
		List<LockedLane> ofLive = this.locks.lock(new SubscriptionKey(version.name(), live));
		if (ofLive.stream().anyMatch(LockedLane::joined)) {
			// events that appends apply are applied before they are settled
			return Outcome.BEHIND;
		}
		Position target = target(takeOver, ofLive);
		if (!this.behind.awaitNone(version, takeOver.eventTypes(), target)) {
			return Outcome.BEHIND;
		}
		this.locks.lock(version);
		if (!this.behind.areNone(version, takeOver.eventTypes(), target)) {
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

	private boolean hasParked(SubscriptionKey version) {
		String sql = this.schema.in("""
				select exists (select from {schema}.parked_events where name = ? and subscription_version = ?)
				""");
		return Boolean.TRUE.equals(this.jdbc.queryForObject(sql, Boolean.class, version.name(), version.version()));
	}

}
