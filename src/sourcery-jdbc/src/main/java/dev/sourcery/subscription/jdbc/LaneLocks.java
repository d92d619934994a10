package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.List;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Locks the lanes of a subscription in a transaction, so that no batch runs meanwhile: a
 * batch that begins is refused, because it skips locked rows. Thread-safe.
 */
final class LaneLocks {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final Duration lease;

	/**
	 * Creates an instance.
	 * @param lease the time for which the transaction may be idle before the server ends
	 * its session, so that a node that hangs does not keep the lanes
	 */
	LaneLocks(JdbcTemplate jdbc, SchemaName schema, Duration lease) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.lease = lease;
	}

	/**
	 * Locks all lanes, and waits for the batches in progress for a quarter of the lease
	 * at most.
	 * @return the lanes, in order
	 */
	List<LockedLane> lock(SubscriptionKey subscription) {
		String sql = "select set_config('statement_timeout', ?, true), " + IdleLimit.SQL;
		this.jdbc.query(sql, (row) -> {
		}, this.lease.dividedBy(4).toMillis() + "ms", this.lease.toMillis(), this.lease.toMillis());
		List<LockedLane> locked = lockAll(subscription);
		this.jdbc.execute("set local statement_timeout to default");
		return locked;
	}

	/**
	 * Locks all lanes, and waits for the batches in progress as long as they take.
	 */
	void lockPatiently(SubscriptionKey subscription) {
		this.jdbc.query("select " + IdleLimit.SQL, (row) -> {
		}, this.lease.toMillis(), this.lease.toMillis());
		lockAll(subscription);
	}

	// Lane 0 first, in a statement of its own: if that waits for a change of the number
	// of
	// lanes, the second statement sees the lanes after the change. One statement would
	// see
	// the rows of its start only.
	private List<LockedLane> lockAll(SubscriptionKey subscription) {
		lockFirst(subscription);
		String sql = this.schema.in("""
				select position, stop_at, next_lanes, configured
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane < lanes
				order by lane
				for no key update
				""");
		return this.jdbc.query(sql, (row, number) -> LockedLane.of(row), subscription.name(), subscription.version());
	}

	private void lockFirst(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select lane
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane = 0
				for no key update
				""");
		this.jdbc.queryForList(sql, subscription.name(), subscription.version());
	}

	/**
	 * Ends the claims of locked lanes: the nodes that have them notice it with their next
	 * batch, or within half a second, and start the lanes again.
	 */
	void endClaims(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set fence = fence + 1
				where name = ? and subscription_version = ?
				""");
		this.jdbc.update(sql, subscription.name(), subscription.version());
	}

}
