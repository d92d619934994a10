package dev.sourcery.subscription.jdbc;

import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.Operation;
import dev.sourcery.subscription.OperationRefusedException;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Moves checkpoints for operations. Thread-safe.
 */
final class LaneMoves {

	// the event is the next one of its lane as long as the claim is the one that failed
	private static final String FAILS = "failing_fence = fence and failing_after <= position and failing_position > position";

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final LaneLocks locks;

	private final OperationLog log;

	LaneMoves(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks,
			OperationLog log) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.locks = locks;
		this.log = log;
	}

	/**
	 * Moves the checkpoint of the lane that fails at an event past this event.
	 */
	void skip(Operation operation, Position position) {
		this.transaction.executeWithoutResult((status) -> {
			this.locks.limitWait(operation.operator().timeout());
			LaneKey lane = lockFailing(operation, position);
			pass(lane, position);
			this.log.record(operation, OperationLog.DONE + ": " + lane);
		});
	}

	// a retry in progress is awaited; if it succeeds, the lane no longer fails. There is
	// no
	// event at the position if a read failed for another reason
	private LaneKey lockFailing(Operation operation, Position position) {
		String sql = this.schema.in("""
				select lane
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane < lanes and failing_position = ? and %s
				  and exists (select from {schema}.events where events.position = failing_position)
				for no key update
				""".formatted(FAILS));
		SubscriptionKey subscription = operation.subscription();
		try {
			return this.jdbc
				.queryForList(sql, Integer.class, subscription.name(), subscription.version(), position.value())
				.stream()
				.map(subscription::lane)
				.findFirst()
				.orElseThrow(() -> notFailing(operation, position));
		}
		catch (RuntimeException ex) {
			throw this.locks.refusal(operation, ex);
		}
	}

	private OperationRefusedException notFailing(Operation operation, Position position) {
		String sql = this.schema.in("""
				select failing_position
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane < lanes and %s
				order by failing_position
				""".formatted(FAILS));
		SubscriptionKey subscription = operation.subscription();
		List<Long> failing = this.jdbc.queryForList(sql, Long.class, subscription.name(), subscription.version());
		return new OperationRefusedException(subscription,
				"No lane of %s fails at position %s".formatted(subscription, position),
				failing.isEmpty() ? "Its lanes do not fail, or have not tried an event since they were claimed."
						: "Its lanes fail at the positions %s.".formatted(failing),
				null);
	}

	// the claim ends: the lane need not wait for its next retry, and a paused lane moves
	// with a greater fence only
	private void pass(LaneKey lane, Position position) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set position = ?, skipped = skipped + 1, fence = fence + 1, resumes = resumes + 1, owner = null,
				    lease_until = null, updated_at = clock_timestamp(), %s
				where name = ? and subscription_version = ? and lane = ?
				""".formatted(EventFailures.FORGOTTEN));
		this.jdbc.update(sql, position.value(), lane.name(), lane.version(), lane.number());
	}

	/**
	 * Moves the checkpoints of all lanes to the position of an event, and ends the
	 * claims.
	 */
	void move(Operation operation, Position position) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set position = ?, fence = fence + 1, resumes = resumes + 1, updated_at = clock_timestamp(),
				    rebuild_to = null, stop_at = case when stop_at is not null then ?::bigint end, %s
				where name = ? and subscription_version = ? and lane < lanes
				""".formatted(EventFailures.FORGOTTEN));
		SubscriptionKey subscription = operation.subscription();
		this.transaction.executeWithoutResult((status) -> {
			this.locks.lockFor(operation);
			this.jdbc.update(sql, position.value(), position.value(), subscription.name(), subscription.version());
			removeParked(subscription, position);
			this.log.record(operation, OperationLog.DONE + ": all lanes are at " + position);
		});
	}

	// they are handled again
	private void removeParked(SubscriptionKey subscription, Position after) {
		String sql = this.schema.in("""
				delete from {schema}.parked_events
				where name = ? and subscription_version = ? and position > ?
				""");
		this.jdbc.update(sql, subscription.name(), subscription.version(), after.value());
	}

}
