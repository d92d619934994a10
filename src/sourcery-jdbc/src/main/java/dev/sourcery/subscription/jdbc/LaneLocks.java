package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.List;

import dev.sourcery.failure.SqlStates;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.Operation;
import dev.sourcery.subscription.OperationRefusedException;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.dao.DataAccessException;
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
		limitWait(this.lease.dividedBy(4));
		List<LockedLane> locked = lockAll(subscription);
		this.jdbc.execute("set local statement_timeout to default");
		return locked;
	}

	/**
	 * Locks all lanes for an operation, and waits for the batches in progress for its
	 * timeout at most.
	 * @return the lanes, in order, at least one
	 */
	List<LockedLane> lockFor(Operation operation) {
		limitWait(operation.operator().timeout());
		List<LockedLane> locked;
		try {
			locked = lockAll(operation.subscription());
		}
		catch (DataAccessException ex) {
			throw refusal(operation, ex);
		}
		if (locked.isEmpty()) {
			throw new OperationRefusedException(operation.subscription(),
					"The %s is not possible: it has never run and has no checkpoint".formatted(operation),
					"Start it on a node first.", null);
		}
		this.jdbc.execute("set local statement_timeout to default");
		return locked;
	}

	/**
	 * Limits the time of each statement of the transaction, and the time for which the
	 * transaction may be idle.
	 */
	void limitWait(Duration timeout) {
		String sql = "select set_config('statement_timeout', ?, true), " + IdleLimit.SQL;
		this.jdbc.query(sql, (row) -> {
		}, timeout.toMillis() + "ms", this.lease.toMillis(), this.lease.toMillis());
	}

	/**
	 * Returns the exception for an operation whose statement failed.
	 */
	RuntimeException refusal(Operation operation, RuntimeException failure) {
		if (!SqlStates.QUERY_CANCELED.equals(SqlStates.of(failure))) {
			return failure;
		}
		return new OperationRefusedException(operation.subscription(),
				"The %s is not possible now: a batch has not ended within %s".formatted(operation,
						operation.operator().timeout()),
				"Retry with a longer timeout, or find the session that holds the row in subscription_lanes.", failure);
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
				select position, stop_at, next_lanes, configured, paused and not joined as paused, joined
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
