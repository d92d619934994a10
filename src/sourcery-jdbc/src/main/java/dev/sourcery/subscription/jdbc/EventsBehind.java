package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counts the events that the lanes of a subscription have not applied. Thread-safe.
 */
final class EventsBehind {

	// a subscription with more events to apply does not apply them in a short time
	private static final long NEAR = 1000;

	private static final long PATIENCE = Duration.ofSeconds(2).toNanos();

	private static final long PAUSE = Duration.ofMillis(5).toNanos();

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	EventsBehind(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	/**
	 * Returns whether a subscription is so near to a position that it may reach it while
	 * others wait.
	 */
	boolean areFew(SubscriptionKey subscription, Set<String> eventTypes, Position upTo) {
		return count(subscription, eventTypes, upTo, NEAR) <= NEAR;
	}

	boolean areNone(SubscriptionKey subscription, Set<String> eventTypes, Position upTo) {
		return count(subscription, eventTypes, upTo, 0) == 0;
	}

	/**
	 * Waits a short time until a subscription has applied all events up to a position.
	 * @return whether it has
	 */
	boolean awaitNone(SubscriptionKey subscription, Set<String> eventTypes, Position upTo) {
		long end = System.nanoTime() + PATIENCE;
		boolean none = areNone(subscription, eventTypes, upTo);
		while (!none && System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(PAUSE);
			none = areNone(subscription, eventTypes, upTo);
		}
		return none;
	}

	/**
	 * Counts the events up to a position that a subscription has not applied. A
	 * checkpoint may be behind events that the subscription does not handle.
	 * @param eventTypes the types that it handles; empty if it handles all
	 * @param limit the number beyond which to stop
	 */
	private long count(SubscriptionKey subscription, Set<String> eventTypes, Position upTo, long limit) {
		String sql = this.schema.in("""
				select count(*)
				from (select
				      from {schema}.events
				      where position > (select coalesce(min(position), 0)
				                        from {schema}.subscription_lanes
				                        where name = ? and subscription_version = ? and lane < lanes)
				        and position <= ? and (cardinality(?) = 0 or event_type = any (?))
				      limit ?) as behind
				""");
		return Objects.requireNonNull(this.jdbc.query((connection) -> {
			var statement = connection.prepareStatement(sql);
			var types = connection.createArrayOf("text", eventTypes.toArray());
			statement.setString(1, subscription.name());
			statement.setInt(2, subscription.version());
			statement.setLong(3, upTo.value());
			statement.setArray(4, types);
			statement.setArray(5, types);
			statement.setLong(6, limit + 1);
			return statement;
		}, (row) -> row.next() ? row.getLong(1) : 0L));
	}

}
