package dev.sourcery.subscription.jdbc;

import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.HandOver;
import dev.sourcery.subscription.HandOver.Result;
import dev.sourcery.subscription.JoiningSubscription;
import dev.sourcery.subscription.StoredMode;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionModes;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Modes on PostgreSQL. While a subscription is applied within appends, a deferred trigger
 * refuses the commit of an append that has not applied its events. Thread-safe.
 */
final class JdbcModes implements SubscriptionModes {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final JoiningNodes nodes;

	private final ModeChange change;

	private final LaneLocks locks;

	private final JoinTransaction joins;

	JdbcModes(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks,
			Duration lease) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.locks = locks;
		this.nodes = new JoiningNodes(jdbc, schema, lease);
		this.change = new ModeChange(jdbc, schema);
		this.joins = new JoinTransaction(jdbc, schema, locks, this.change, this.nodes);
	}

	@Override
	public Set<SubscriptionKey> beginApplying(Map<SubscriptionKey, Set<String>> applicable) {
		List<SubscriptionKey> keys = List.copyOf(applicable.keySet());
		List<Integer> numbers = new ArrayList<>();
		List<String> types = new ArrayList<>();
		for (int index = 0; index < keys.size(); index++) {
			for (String type : applicable.getOrDefault(keys.get(index), Set.of())) {
				numbers.add(index + 1);
				types.add(type);
			}
		}
		String sql = this.schema.in("select number from {schema}.begin_applying(?, ?, ?, ?) as number");
		return new HashSet<>(this.jdbc.query(sql, (statement) -> {
			var connection = statement.getConnection();
			statement.setArray(1, connection.createArrayOf("text", keys.stream().map(SubscriptionKey::name).toArray()));
			statement.setArray(2,
					connection.createArrayOf("integer", keys.stream().map(SubscriptionKey::version).toArray()));
			statement.setArray(3, connection.createArrayOf("integer", numbers.toArray()));
			statement.setArray(4, connection.createArrayOf("text", types.toArray()));
		}, (row, number) -> keys.get(row.getInt("number") - 1)));
	}

	@Override
	public List<StoredMode> find(Collection<String> names) {
		String sql = this.schema.in("""
				select name, subscription_version, in_transaction, event_types
				from {schema}.projection_modes
				where name = any (?)
				order by name, subscription_version
				""");
		return this.jdbc.query(sql,
				(statement) -> statement.setArray(1, statement.getConnection().createArrayOf("text", names.toArray())),
				(row, number) -> new StoredMode(
						new SubscriptionKey(row.getString("name"), row.getInt("subscription_version")),
						row.getBoolean("in_transaction"), types(row.getArray("event_types"))));
	}

	private static @Nullable Set<String> types(@Nullable Array array) throws SQLException {
		return (array != null) ? Set.of((String[]) array.getArray()) : null;
	}

	private @Nullable StoredMode find(SubscriptionKey subscription) {
		return find(List.of(subscription.name())).stream()
			.filter((mode) -> mode.key().equals(subscription))
			.findFirst()
			.orElse(null);
	}

	@Override
	public void announce(String node, Collection<JoiningSubscription> subscriptions) {
		this.transaction.executeWithoutResult((status) -> this.nodes.store(node, subscriptions));
	}

	@Override
	public void establish(JoiningSubscription subscription) {
		SubscriptionKey key = subscription.key();
		if (find(List.of(key.name())).isEmpty()) {
			// as an append does that comes first
			this.transaction.executeWithoutResult((status) -> beginApplying(Map.of(key, Set.of())));
		}
	}

	@Override
	public void enforce(JoiningSubscription subscription, StoredMode stored) {
		Set<String> types = typesToEnforce(subscription, stored.eventTypes());
		if (!types.equals(stored.eventTypes())) {
			this.transaction.executeWithoutResult((status) -> {
				this.change.excludeAppends();
				StoredMode current = find(subscription.key());
				if (current != null && current.inTransaction()) {
					this.change.join(subscription.key(), typesToEnforce(subscription, current.eventTypes()));
				}
			});
		}
	}

	/**
	 * Returns the types of all nodes that apply the events. The types of nodes that have
	 * ended are among them until all live nodes have the same.
	 */
	private Set<String> typesToEnforce(JoiningSubscription subscription, @Nullable Set<String> stored) {
		Set<String> types = subscription.eventTypes();
		if (stored == null || stored.equals(types) || this.nodes.findOthers(subscription).isEmpty()) {
			return types;
		}
		if (types.isEmpty() || stored.isEmpty()) {
			return Set.of();
		}
		Set<String> all = new TreeSet<>(stored);
		all.addAll(types);
		return all;
	}

	@Override
	public HandOver join(JoiningSubscription subscription) {
		if (this.change.isJoined(subscription.key())) {
			return new HandOver(Result.NOT_NEEDED);
		}
		HandOver expected = this.joins.prepare(subscription);
		return (expected.result() != Result.JOINED) ? expected
				: Objects.requireNonNull(this.transaction.execute((status) -> {
					HandOver outcome = this.joins.run(subscription);
					if (outcome.result() != Result.JOINED) {
						status.setRollbackOnly();
					}
					return outcome;
				}));
	}

	@Override
	public boolean leave(SubscriptionKey subscription, int lanes) {
		return Boolean.TRUE.equals(this.transaction.execute((status) -> {
			this.change.excludeAppends();
			if (!this.change.isJoined(subscription)) {
				return false;
			}
			this.locks.lock(subscription);
			this.change.leave(subscription, lanes);
			return true;
		}));
	}

}
