package dev.sourcery.subscription.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.JoiningSubscription;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The nodes that run subscriptions within the transactions that append. Thread-safe.
 */
final class JoiningNodes {

	// types are sorted, so that nodes with the same ones have the same text
	private static final String ENTRY = """
			jsonb_build_array(?::text, ?::integer,
			    (select coalesce(jsonb_agg(type order by type), '[]') from unnest(?::text[]) as type))::text""";

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final Duration lease;

	JoiningNodes(JdbcTemplate jdbc, SchemaName schema, Duration lease) {
		this.lease = lease;
		this.jdbc = jdbc;
		this.schema = schema;
	}

	/**
	 * Stores the subscriptions of a node. If the node is not registered yet, it is from
	 * now on: other nodes must not conclude that all have the same handlers.
	 */
	void store(String node, Collection<JoiningSubscription> subscriptions) {
		String entries = String.join(", ", subscriptions.stream().map((subscription) -> ENTRY).toList());
		String sql = this.schema.in("""
				insert into {schema}.subscription_nodes
				    (node, subscriptions, unusable_lanes, lease_until, joining)
				select ?, '{}', '{}', clock_timestamp() + ? * interval '1 millisecond', wanted.joining
				from (values (array[%s]::text[])) as wanted (joining)
				where not exists (
				    select from {schema}.subscription_nodes as known
				    where known.node = ? and known.joining = wanted.joining)
				on conflict (node) do update
				set joining = excluded.joining
				""".formatted(entries));
		this.jdbc.update(sql, (statement) -> {
			statement.setString(1, node);
			statement.setLong(2, this.lease.toMillis());
			int index = 3;
			for (JoiningSubscription subscription : subscriptions) {
				index = set(statement, index, subscription.key(), subscription.eventTypes());
			}
			statement.setString(index, node);
		});
	}

	private static int set(PreparedStatement statement, int first, SubscriptionKey key, Set<String> types)
			throws SQLException {
		statement.setString(first, key.name());
		statement.setInt(first + 1, key.version());
		statement.setArray(first + 2, statement.getConnection().createArrayOf("text", types.toArray()));
		return first + 3;
	}

	/**
	 * Returns the live nodes that run any version of a subscription, but do not apply the
	 * same types of this version within appends. Nodes of earlier releases never do.
	 */
	List<String> findOthers(JoiningSubscription subscription) {
		String sql = this.schema.in("""
				select node
				from {schema}.subscription_nodes
				where lease_until > clock_timestamp()
				  and (exists (
				          select from unnest(subscriptions) as running
				          where left(running, length(?) + 1) = ? || ' ' and substr(running, length(?) + 2) ~ '^[0-9]+$'
				            and (running <> ? or %1$s <> all (joining)))
				      or exists (
				          select from unnest(joining) as entry
				          where entry::jsonb ->> 0 = ? and entry <> %1$s))
				order by node
				""".formatted(ENTRY));
		SubscriptionKey key = subscription.key();
		return this.jdbc.query(sql, (statement) -> {
			statement.setString(1, key.name());
			statement.setString(2, key.name());
			statement.setString(3, key.name());
			statement.setString(4, key.name() + " " + key.version());
			int next = set(statement, 5, key, subscription.eventTypes());
			statement.setString(next, key.name());
			set(statement, next + 1, key, subscription.eventTypes());
		}, (row, number) -> row.getString("node"));
	}

}
