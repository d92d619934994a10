package dev.sourcery.subscription.jdbc;

import java.sql.SQLException;
import java.sql.Statement;

import dev.sourcery.failure.SqlStates;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Detects failed statements whose exceptions a handler has caught.
 */
final class HiddenFailure {

	private HiddenFailure() {
	}

	/**
	 * Fails if a statement of a handler has failed and the handler has caught the
	 * failure. PostgreSQL then responds to the commit with a rollback, and the driver
	 * reports success. The driver provides the state of the transaction without a query;
	 * if a pool hides the driver, a statement reveals the state.
	 */
	static void requireNone(JdbcTemplate jdbc) {
		jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
			if (!connection.isWrapperFor(BaseConnection.class)) {
				try (Statement statement = connection.createStatement()) {
					return statement.execute("select 1");
				}
			}
			if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
				throw new SQLException(
						"A statement of a handler failed, but the handler did not throw: the transaction can only be rolled back",
						SqlStates.FAILED_TRANSACTION);
			}
			return true;
		});
	}

}
