package dev.sourcery.subscription.jdbc;

import java.util.Locale;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.Operation;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records operations on subscriptions. Thread-safe.
 */
final class OperationLog {

	static final String DONE = "done";

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	OperationLog(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
	}

	/**
	 * Records an operation, within the transaction of the caller.
	 */
	void record(Operation operation, String outcome) {
		String sql = this.schema.in("""
				insert into {schema}.subscription_operations
				    (actor, node, name, subscription_version, operation, details, outcome)
				values (?, ?, ?, ?, ?, ?, ?)
				""");
		this.jdbc.update(sql, operation.operator().actor(), operation.node(), operation.subscription().name(),
				operation.subscription().version(), operation.kind().name().toLowerCase(Locale.ROOT),
				operation.details(), outcome);
	}

	void recordSeparately(Operation operation, String outcome) {
		this.transaction.executeWithoutResult((status) -> record(operation, outcome));
	}

}
