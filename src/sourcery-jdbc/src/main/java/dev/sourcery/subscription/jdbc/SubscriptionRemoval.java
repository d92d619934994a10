package dev.sourcery.subscription.jdbc;

import java.util.List;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.Operation;
import dev.sourcery.subscription.OperationRefusedException;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Removes the rows of subscriptions that no node runs. Thread-safe.
 */
final class SubscriptionRemoval {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final LaneLocks locks;

	private final OperationLog log;

	SubscriptionRemoval(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks,
			OperationLog log) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.locks = locks;
		this.log = log;
	}

	void remove(Operation operation) {
		this.transaction.executeWithoutResult((status) -> {
			this.locks.lockFor(operation);
			SubscriptionKey subscription = operation.subscription();
			requireUnused(subscription);
			int parked = delete(subscription,
					"delete from {schema}.parked_events where name = ? and subscription_version = ?");
			delete(subscription, "delete from {schema}.subscription_lanes where name = ? and subscription_version = ?");
			delete(subscription, "delete from {schema}.projection_owners where name = ? and projection_version = ?");
			this.log.record(operation, OperationLog.DONE + ": with %d parked events".formatted(parked));
		});
	}

	private int delete(SubscriptionKey subscription, String sql) {
		return this.jdbc.update(this.schema.in(sql), subscription.name(), subscription.version());
	}

	private void requireUnused(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select node
				from {schema}.subscription_nodes
				where lease_until > clock_timestamp() and ? = any (subscriptions)
				order by node
				""");
		List<String> nodes = this.jdbc.queryForList(sql, String.class,
				subscription.name() + " " + subscription.version());
		if (!nodes.isEmpty()) {
			throw new OperationRefusedException(subscription, "%s is run by %s".formatted(subscription, nodes),
					"Stop these nodes, or update them to a release without it.", null);
		}
	}

}
