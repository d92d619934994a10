package dev.sourcery.subscription.jdbc;

import java.util.List;
import java.util.Objects;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Changes the number of lanes of a subscription. The change begins with a position that
 * no lane has passed: the greatest of their checkpoints, read while all of them are
 * locked. Each lane continues to that position. When all lanes have reached it, they are
 * replaced by the new lanes, which start there. Thread-safe.
 */
final class LaneChange {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final LaneLocks locks;

	LaneChange(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.locks = locks;
	}

	/**
	 * Begins a change, or cancels one that has begun if the lanes have that number.
	 * @param configured whether the number comes from the configuration of a node
	 * @param within further work of the same transaction
	 */
	void begin(SubscriptionKey subscription, int lanes, boolean configured, Runnable within) {
		if (lanes < 1) {
			throw new IllegalArgumentException(
					"A subscription has at least one lane, but %s would get %d".formatted(subscription, lanes));
		}
		this.transaction.executeWithoutResult((status) -> {
			List<LockedLane> locked = this.locks.lock(subscription);
			boolean changes = !locked.isEmpty() && locked.size() != lanes;
			long stopAt = greatest(locked);
			String sql = this.schema.in("""
					update {schema}.subscription_lanes
					set stop_at = ?, next_lanes = ?, configured = case when ? then ? else configured end
					where name = ? and subscription_version = ? and lane < lanes
					""");
			this.jdbc.update(sql, changes ? stopAt : null, changes ? lanes : null, configured, lanes,
					subscription.name(), subscription.version());
			within.run();
		});
	}

	/**
	 * Replaces the lanes if all of them have stopped.
	 * @return whether they were replaced
	 */
	boolean complete(SubscriptionKey subscription) {
		return Boolean.TRUE.equals(this.transaction.execute((status) -> {
			List<LockedLane> locked = this.locks.lock(subscription);
			if (locked.stream().anyMatch(LockedLane::hasPassedStop)) {
				stopAt(subscription, locked);
				return false;
			}
			if (locked.isEmpty() || !locked.stream().allMatch(LockedLane::hasStopped)) {
				return false;
			}
			int next = Objects.requireNonNull(locked.get(0).nextLanes());
			endLanes(subscription, next);
			beginLanes(subscription, next, locked.get(0));
			return true;
		}));
	}

	private void stopAt(SubscriptionKey subscription, List<LockedLane> locked) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set stop_at = ?
				where name = ? and subscription_version = ? and lane < lanes
				""");
		this.jdbc.update(sql, greatest(locked), subscription.name(), subscription.version());
	}

	private static long greatest(List<LockedLane> locked) {
		return locked.stream().mapToLong(LockedLane::position).max().orElse(0);
	}

	// a greater fence ends the claims of the lanes; an event that failed may be one of
	// another lane now
	private void endLanes(SubscriptionKey subscription, int next) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set lanes = ?, fence = fence + 1, owner = null, lease_until = null, stop_at = null, next_lanes = null,
				    paused = false, %s
				where name = ? and subscription_version = ?
				""".formatted(EventFailures.FORGOTTEN));
		this.jdbc.update(sql, next, subscription.name(), subscription.version());
	}

	private void beginLanes(SubscriptionKey subscription, int next, LockedLane stopped) {
		String sql = this.schema.in("""
				insert into {schema}.subscription_lanes as existing
				    (name, subscription_version, lane, position, lanes, configured, paused)
				select ?, ?, lane, ?, ?, ?, ?
				from generate_series(0, ? - 1) as lane
				on conflict (name, subscription_version, lane) do update
				set position = excluded.position, configured = excluded.configured, paused = excluded.paused,
				    updated_at = clock_timestamp()
				""");
		this.jdbc.update(sql, subscription.name(), subscription.version(), stopped.position(), next,
				stopped.configured(), stopped.paused(), next);
	}

}
