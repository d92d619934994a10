package dev.sourcery.subscription.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;
import org.jspecify.annotations.Nullable;

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

	private final Duration lockTimeout;

	/**
	 * Creates an instance.
	 * @param lockTimeout maximum time to wait for the batches in progress
	 */
	LaneChange(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, Duration lockTimeout) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.lockTimeout = lockTimeout;
	}

	/**
	 * Begins a change, or cancels one that has begun if the lanes have that number.
	 * @param configured whether the number comes from the configuration of a node
	 */
	void begin(SubscriptionKey subscription, int lanes, boolean configured) {
		if (lanes < 1) {
			throw new IllegalArgumentException(
					"A subscription has at least one lane, but %s would get %d".formatted(subscription, lanes));
		}
		this.transaction.executeWithoutResult((status) -> {
			List<Lane> locked = lock(subscription);
			boolean changes = !locked.isEmpty() && locked.size() != lanes;
			long stopAt = locked.stream().mapToLong(Lane::position).max().orElse(0);
			String sql = this.schema.in("""
					update {schema}.subscription_lanes
					set stop_at = ?, next_lanes = ?, configured = case when ? then ? else configured end
					where name = ? and subscription_version = ? and lane < lanes
					""");
			this.jdbc.update(sql, changes ? stopAt : null, changes ? lanes : null, configured, lanes,
					subscription.name(), subscription.version());
		});
	}

	/**
	 * Replaces the lanes if all of them have stopped.
	 * @return whether they were replaced
	 */
	boolean complete(SubscriptionKey subscription) {
		return Boolean.TRUE.equals(this.transaction.execute((status) -> {
			List<Lane> locked = lock(subscription);
			if (locked.isEmpty() || !locked.stream().allMatch(Lane::hasStopped)) {
				return false;
			}
			int next = Objects.requireNonNull(locked.get(0).nextLanes());
			endLanes(subscription, next);
			beginLanes(subscription, next, locked.get(0));
			return true;
		}));
	}

	/**
	 * Locks all lanes. A batch that begins meanwhile is refused, because it skips locked
	 * rows.
	 */
	private List<Lane> lock(SubscriptionKey subscription) {
		this.jdbc.queryForObject("select set_config('lock_timeout', ?, true)", String.class,
				this.lockTimeout.toMillis() + "ms");
		String sql = this.schema.in("""
				select position, stop_at, next_lanes, configured
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane < lanes
				order by lane
				for no key update
				""");
		return this.jdbc.query(sql, (row, number) -> Lane.of(row), subscription.name(), subscription.version());
	}

	// a greater fence ends the claims of the lanes
	private void endLanes(SubscriptionKey subscription, int next) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set lanes = ?, fence = fence + 1, owner = null, lease_until = null, stop_at = null, next_lanes = null
				where name = ? and subscription_version = ?
				""");
		this.jdbc.update(sql, next, subscription.name(), subscription.version());
	}

	private void beginLanes(SubscriptionKey subscription, int next, Lane stopped) {
		String sql = this.schema.in("""
				insert into {schema}.subscription_lanes as existing
				    (name, subscription_version, lane, position, lanes, configured)
				select ?, ?, lane, ?, ?, ?
				from generate_series(0, ? - 1) as lane
				on conflict (name, subscription_version, lane) do update
				set position = excluded.position, configured = excluded.configured, updated_at = clock_timestamp()
				""");
		this.jdbc.update(sql, subscription.name(), subscription.version(), stopped.position(), next,
				stopped.configured(), next);
	}

	/**
	 * A locked lane.
	 */
	private record Lane(long position, @Nullable Long stopAt, @Nullable Integer nextLanes, int configured) {

		static Lane of(ResultSet row) throws SQLException {
			return new Lane(row.getLong("position"), row.getObject("stop_at", Long.class),
					row.getObject("next_lanes", Integer.class), row.getInt("configured"));
		}

		boolean hasStopped() {
			return this.stopAt != null && this.stopAt == this.position;
		}

	}

}
