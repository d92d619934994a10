package dev.sourcery.subscription.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.Operation;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Pauses and resumes subscriptions. A pause ends the claims of all lanes while no batch
 * is in progress, and no lane can be claimed until the resume. Thread-safe.
 */
final class LanePause {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final LaneLocks locks;

	private final OperationLog log;

	LanePause(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks,
			OperationLog log) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.locks = locks;
		this.log = log;
	}

	void pause(Operation operation) {
		// the event that failed remains the next one of its lane
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set paused = true, fence = fence + 1, owner = null, lease_until = null,
				    failing_fence = case when failing_fence = fence then fence + 1 end
				where name = ? and subscription_version = ? and lane < lanes and not paused
				""");
		SubscriptionKey subscription = operation.subscription();
		this.transaction.executeWithoutResult((status) -> {
			this.locks.lockFor(operation);
			int paused = this.jdbc.update(sql, subscription.name(), subscription.version());
			this.log.record(operation, (paused > 0) ? OperationLog.DONE : "done: was paused already");
		});
	}

	List<Fence> resume(Operation operation) {
		return Objects.requireNonNull(this.transaction.execute((status) -> {
			this.locks.limitWait(operation.operator().timeout());
			List<Fence> resumed = new ArrayList<>();
			try {
				resumed.addAll(unpause(operation.subscription()));
			}
			catch (RuntimeException ex) {
				throw this.locks.refusal(operation, ex);
			}
			resumed.addAll(endBlockedClaims(operation.subscription()));
			this.log.record(operation, "done: %d lanes".formatted(resumed.size()));
			return resumed;
		}));
	}

	private List<Fence> unpause(SubscriptionKey subscription) {
		lockFirst(subscription);
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set paused = false, resumes = resumes + 1, fence = fence + 1, owner = null, lease_until = null,
				    %s
				where name = ? and subscription_version = ? and paused
				returning lane, lanes, fence
				""".formatted(EventFailures.FORGOTTEN));
		return this.jdbc.query(sql, fences(subscription), subscription.name(), subscription.version())
			.stream()
			.filter((fence) -> fence.lane().number() < fence.lanes())
			.toList();
	}

	// a change of the number of lanes may insert further lanes, which are paused; no
	// batch
	// holds a paused lane
	private void lockFirst(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select lane
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane = 0 and paused
				for no key update
				""");
		this.jdbc.queryForList(sql, subscription.name(), subscription.version());
	}

	/**
	 * Ends the claims of lanes on which an event fails, also of those that are blocked on
	 * a node and free at present. A locked lane has a batch in progress: it is not
	 * blocked.
	 */
	private List<Fence> endBlockedClaims(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				with blocked as materialized (
				    select lane.lane
				    from {schema}.subscription_lanes lane
				    where lane.name = ? and lane.subscription_version = ? and lane.lane < lane.lanes
				      and (lane.failing_position > lane.position
				           or exists (
				               select from {schema}.subscription_nodes
				               where lease_until > clock_timestamp()
				                 and lane.name || ' ' || lane.subscription_version || ' ' || lane.lane
				                     = any (unusable_lanes)))
				    for no key update of lane skip locked)
				update {schema}.subscription_lanes lane
				set resumes = resumes + 1, fence = fence + 1, owner = null, lease_until = null,
				    %s
				from blocked
				where lane.name = ? and lane.subscription_version = ? and lane.lane = blocked.lane
				returning lane.lane, lane.lanes, lane.fence
				""".formatted(EventFailures.FORGOTTEN));
		return this.jdbc.query(sql, fences(subscription), subscription.name(), subscription.version(),
				subscription.name(), subscription.version());
	}

	private static RowMapper<Fence> fences(SubscriptionKey subscription) {
		return (row, number) -> new Fence(subscription.lane(row.getInt("lane")), row.getInt("lanes"),
				row.getLong("fence"));
	}

	List<LaneKey> unclaimed(List<Fence> resumed) {
		if (resumed.isEmpty()) {
			return List.of();
		}
		String sql = this.schema.in("""
				select lane.lane
				from {schema}.subscription_lanes lane
				join unnest(?, ?) as resumed (lane, fence) on lane.lane = resumed.lane
				where lane.name = ? and lane.subscription_version = ? and lane.lane < lane.lanes
				  and not lane.paused and lane.fence <= resumed.fence
				  and exists (
				      select from {schema}.subscription_nodes
				      where lease_until > clock_timestamp()
				        and lane.name || ' ' || lane.subscription_version = any (subscriptions))
				order by lane.lane
				""");
		SubscriptionKey subscription = resumed.get(0).lane().subscription();
		return this.jdbc.query(sql, (statement) -> {
			setFences(statement, resumed);
			statement.setString(3, subscription.name());
			statement.setInt(4, subscription.version());
		}, (row, number) -> subscription.lane(row.getInt("lane")));
	}

	private static void setFences(PreparedStatement statement, List<Fence> fences) throws SQLException {
		statement.setArray(1, statement.getConnection()
			.createArrayOf("int", fences.stream().map((fence) -> fence.lane().number()).toArray()));
		statement.setArray(2,
				statement.getConnection().createArrayOf("bigint", fences.stream().map(Fence::token).toArray()));
	}

}
