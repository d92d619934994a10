package dev.sourcery.subscription.jdbc;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The stored modes, for operations that end the mode of a subscription. Thread-safe.
 */
final class ModeRows {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final ModeChange change;

	ModeRows(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.change = new ModeChange(jdbc, schema);
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

	ModeChange change() {
		return this.change;
	}

}
