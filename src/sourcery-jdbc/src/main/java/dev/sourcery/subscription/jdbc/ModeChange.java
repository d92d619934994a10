package dev.sourcery.subscription.jdbc;

import java.sql.Types;
import java.util.Objects;
import java.util.Set;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The statements that change the mode of a subscription, within transactions of the
 * caller. The lock on the table of events, which each INSERT holds until its transaction
 * ends, excludes appends: after its INSERT a transaction sees no change of a mode, and
 * within a hand-over each position is settled. The functions run with the rights of their
 * owner. Thread-safe.
 */
final class ModeChange {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	ModeChange(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	/**
	 * Returns whether the appends apply the events of a subscription.
	 */
	boolean isJoined(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select exists (
				    select from {schema}.projection_modes
				    where name = ? and subscription_version = ? and in_transaction)
				""");
		return Boolean.TRUE
			.equals(this.jdbc.queryForObject(sql, Boolean.class, subscription.name(), subscription.version()));
	}

	/**
	 * Excludes appends until the end of the transaction.
	 * @return the last position, which is settled
	 */
	Position excludeAppends() {
		// later statements must see what other transactions have committed meanwhile
		this.jdbc.execute("set transaction isolation level read committed");
		return new Position(Objects
			.requireNonNull(this.jdbc.queryForObject(this.schema.in("select {schema}.lock_events()"), Long.class)));
	}

	/**
	 * Makes the appends apply the events, and stops the locked lanes. Appends must apply
	 * all events of the types.
	 * @param eventTypes the types, empty for all
	 */
	void join(SubscriptionKey subscription, Set<String> eventTypes) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set position = (select coalesce(max(position), 0) from {schema}.events), fence = fence + 1,
				    owner = null, lease_until = null, updated_at = clock_timestamp(), rebuild_to = null,
				    paused = true, joined = true, %s
				where name = ? and subscription_version = ? and lane < lanes and not joined
				""".formatted(EventFailures.FORGOTTEN));
		this.jdbc.update(sql, subscription.name(), subscription.version());
		change(subscription, true, eventTypes);
	}

	/**
	 * Makes the lanes apply the events, beginning after the last event.
	 * @param lanes the number of lanes if there are none
	 */
	void leave(SubscriptionKey subscription, int lanes) {
		change(subscription, false, null);
		insertMissing(subscription, lanes);
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set position = (select coalesce(max(position), 0) from {schema}.events), fence = fence + 1,
				    resumes = resumes + 1, owner = null, lease_until = null, updated_at = clock_timestamp(),
				    paused = false, joined = false, %s
				where name = ? and subscription_version = ? and lane < lanes
				""".formatted(EventFailures.FORGOTTEN));
		this.jdbc.update(sql, subscription.name(), subscription.version());
	}

	private void insertMissing(SubscriptionKey subscription, int lanes) {
		String sql = this.schema.in("""
				insert into {schema}.subscription_lanes
				    (name, subscription_version, lane, position, lanes, configured)
				select ?, ?, lane, 0, ?, ?
				from generate_series(0, ? - 1) as lane
				where not exists (
				    select from {schema}.subscription_lanes where name = ? and subscription_version = ?)
				""");
		this.jdbc.update(sql, subscription.name(), subscription.version(), lanes, lanes, lanes, subscription.name(),
				subscription.version());
	}

	/**
	 * Removes the mode of a subscription.
	 */
	void forget(SubscriptionKey subscription) {
		change(subscription, null, null);
	}

	private void change(SubscriptionKey subscription, @Nullable Boolean joined, @Nullable Set<String> eventTypes) {
		String sql = this.schema.in("select {schema}.change_mode(?, ?, ?, ?)");
		this.jdbc.query(sql, (statement) -> {
			statement.setString(1, subscription.name());
			statement.setInt(2, subscription.version());
			statement.setObject(3, joined, Types.BOOLEAN);
			statement.setArray(4, (eventTypes != null)
					? statement.getConnection().createArrayOf("text", eventTypes.toArray()) : null);
		}, (row) -> {
		});
	}

}
