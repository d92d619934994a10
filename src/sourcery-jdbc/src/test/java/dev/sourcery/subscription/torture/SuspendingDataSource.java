package dev.sourcery.subscription.torture;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import dev.sourcery.subscription.torture.Suspension.Step;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source that recognizes the statements of a change of the number of lanes.
 */
final class SuspendingDataSource extends DelegatingDataSource {

	private final Suspension suspension;

	SuspendingDataSource(DataSource target, Suspension suspension) {
		super(target);
		this.suspension = suspension;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		StringBuilder statements = new StringBuilder();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					boolean commit = method.getName().equals("commit");
					if (method.getName().equals("prepareStatement")) {
						before((String) arguments[0], statements);
					}
					if (commit && isCompletion(statements)) {
						this.suspension.reached(Step.BEFORE_COMMIT);
					}
					try {
						Object result = method.invoke(connection, arguments);
						if (commit && isCompletion(statements)) {
							this.suspension.reached(Step.COMPLETED);
						}
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private void before(String sql, StringBuilder statements) {
		// the lanes have stopped: the first statement of a completion locks lane 0
		if (sql.contains("lane = 0") && sql.contains("for no key update")
				&& Thread.currentThread().getName().equals("sourcery-lanes")) {
			this.suspension.reached(Step.BEFORE_COMPLETION);
		}
		statements.append(sql);
		if (isCompletion(statements)) {
			this.suspension.reached(Step.WITHIN_COMPLETION);
		}
	}

	private static boolean isCompletion(CharSequence statements) {
		return statements.toString().contains("subscription_lanes as existing");
	}

}
