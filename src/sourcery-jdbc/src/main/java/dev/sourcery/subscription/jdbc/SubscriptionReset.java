package dev.sourcery.subscription.jdbc;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Moves the lanes of a subscription to the start. If the appends apply its events, they
 * are excluded in that transaction, and the lanes do so from then on. Thread-safe.
 */
final class SubscriptionReset {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final LaneLocks locks;

	private final ModeChange modes;

	SubscriptionReset(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.locks = locks;
		this.modes = new ModeChange(jdbc, schema);
	}

	/**
	 * Resets a subscription.
	 * @param creation inserts the first lane if there is none
	 * @param emptying further work of the transaction
	 */
	void run(SubscriptionKey subscription, Runnable creation, Runnable emptying) {
		boolean joined = this.modes.isJoined(subscription);
		this.transaction.executeWithoutResult((status) -> {
			if (joined) {
				this.modes.excludeAppends();
			}
			creation.run();
			this.locks.lockPatiently(subscription);
			if (joined && this.modes.isJoined(subscription)) {
				this.modes.leave(subscription, 1);
			}
			moveToStart(subscription);
			emptying.run();
		});
	}

	// a greater fence ends the claims of the lanes, which then forget the parked keys
	private void moveToStart(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set position = 0, fence = fence + 1, updated_at = clock_timestamp(), resumes = resumes + 1,
				    stop_at = case when stop_at is not null then 0 end, %s,
				    rebuild_to = greatest(rebuild_to, (
				        select max(position)
				        from {schema}.subscription_lanes
				        where name = ? and subscription_version = ? and lane < lanes))
				where name = ? and subscription_version = ? and lane < lanes
				""".formatted(EventFailures.FORGOTTEN));
		this.jdbc.update(sql, subscription.name(), subscription.version(), subscription.name(), subscription.version());
	}

}
