package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.AsynchronousCommit;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.subscription.BatchCommit;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.tail.ServerIncarnation;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The statements that move the checkpoint of a batch. Thread-safe.
 */
final class CheckpointMove {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final Duration lease;

	private final boolean asynchronousCommit;

	CheckpointMove(JdbcTemplate jdbc, SchemaName schema, Duration lease, boolean asynchronousCommit) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.lease = lease;
		this.asynchronousCommit = asynchronousCommit;
	}

	/**
	 * Locks and moves a checkpoint, and sets the parameters of the transaction.
	 * @return whether the checkpoint was moved
	 */
	boolean lockAndMove(Fence fence, Position from, Position to, ServerIncarnation incarnation, BatchCommit commit) {
		// SKIP LOCKED: the second node has no reason to wait. The server must run in the
		// incarnation in which the events were read, and the sequence must have reached
		// the new position: after a crash, events that have been read may be lost, and
		// their positions may belong to other events. The lease is renewed; until
		// the commit the locked row prevents other claims.
		String sql = this.schema.in("""
				with free as materialized (
				    select name, subscription_version, lane
				    from {schema}.subscription_lanes
				    where name = ? and subscription_version = ? and lane = ? and fence = ? and position = ?
				      and lanes = ? and (stop_at is null or stop_at >= ?)
				      and ? <= (select %s)
				      and ? = %s
				    for no key update skip locked)
				update {schema}.subscription_lanes lane
				set position = ?, updated_at = clock_timestamp(),
				    lease_until = clock_timestamp() + ? * interval '1 millisecond'
				from free
				where lane.name = free.name
				  and lane.subscription_version = free.subscription_version
				  and lane.lane = free.lane
				returning %s, %s as asynchronous
				""")
			.formatted(this.schema.in(EventSequence.LAST_DRAWN), IncarnationSql.in(this.schema), IdleLimit.SQL,
					commitSql(commit));
		LaneKey lane = fence.lane();
		long millis = this.lease.toMillis();
		List<Boolean> moved = this.jdbc.query(sql, (row, number) -> row.getString("asynchronous") != null, lane.name(),
				lane.version(), lane.number(), fence.token(), from.value(), fence.lanes(), to.value(), to.value(),
				incarnation.value(), to.value(), millis, millis, millis);
		if (moved.contains(true)) {
			AsynchronousCommit.begun(this.jdbc);
		}
		return !moved.isEmpty();
	}

	/**
	 * Renews the claim after a long batch: it was renewed at the start of the batch.
	 */
	void renew(LaneKey lane) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set lease_until = clock_timestamp() + ? * interval '1 millisecond'
				where name = ? and subscription_version = ? and lane = ?
				""");
		this.jdbc.update(sql, this.lease.toMillis(), lane.name(), lane.version(), lane.number());
	}

	private String commitSql(BatchCommit commit) {
		return (commit.isAsynchronous(this.asynchronousCommit) && AsynchronousCommit.isPossible())
				? AsynchronousCommit.SQL : "cast(null as text)";
	}

}
