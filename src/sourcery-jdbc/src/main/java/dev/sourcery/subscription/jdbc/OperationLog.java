package dev.sourcery.subscription.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.Operation;
import dev.sourcery.subscription.OperationKind;
import dev.sourcery.subscription.RecordedOperation;
import dev.sourcery.subscription.SubscriptionKey;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records operations on subscriptions, and returns them. Thread-safe.
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

	/**
	 * Returns operations, newest first.
	 * @param name the name of the subscriptions, or {@code null} for all
	 */
	List<RecordedOperation> find(@Nullable String name, int limit) {
		String sql = this.schema.in("""
				select at, actor, node, name, subscription_version, operation, details, outcome
				from {schema}.subscription_operations
				where ? or name = ?
				order by id desc
				limit ?
				""");
		return this.jdbc.query(sql, (row, number) -> operation(row), name == null, name, limit);
	}

	private static RecordedOperation operation(ResultSet row) throws SQLException {
		return new RecordedOperation(row.getObject("at", OffsetDateTime.class).toInstant(), row.getString("actor"),
				row.getString("node"), new SubscriptionKey(row.getString("name"), row.getInt("subscription_version")),
				kind(row.getString("operation")), row.getString("details"), row.getString("outcome"));
	}

	private static OperationKind kind(String stored) {
		return Stream.of(OperationKind.values())
			.filter((kind) -> kind.name().equalsIgnoreCase(stored))
			.findFirst()
			.orElse(OperationKind.UNKNOWN);
	}

	void recordSeparately(Operation operation, String outcome) {
		this.transaction.executeWithoutResult((status) -> record(operation, outcome));
	}

}
