package dev.sourcery.subscription.jdbc;

import java.util.List;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The rows of a subscription, within transactions of the caller. Thread-safe.
 */
final class SubscriptionRows {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	SubscriptionRows(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	/**
	 * Returns the live nodes that run a subscription.
	 */
	List<String> nodes(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select node
				from {schema}.subscription_nodes
				where lease_until > clock_timestamp() and ? = any (subscriptions)
				order by node
				""");
		return this.jdbc.queryForList(sql, String.class, subscription.name() + " " + subscription.version());
	}

	/**
	 * Deletes the checkpoints, the parked events and the owner of a subscription.
	 * @return the number of parked events
	 */
	int delete(SubscriptionKey subscription) {
		int parked = delete(subscription,
				"delete from {schema}.parked_events where name = ? and subscription_version = ?");
		delete(subscription, "delete from {schema}.subscription_lanes where name = ? and subscription_version = ?");
		delete(subscription, "delete from {schema}.projection_owners where name = ? and projection_version = ?");
		return parked;
	}

	private int delete(SubscriptionKey subscription, String sql) {
		return this.jdbc.update(this.schema.in(sql), subscription.name(), subscription.version());
	}

}
