package dev.sourcery.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source whose statements that read events after other statements are executed on
 * another server, which is behind: the tables of the schema "lagging" stand for it.
 */
final class LaggingDataSource extends DelegatingDataSource {

	LaggingDataSource(DataSource target) {
		super(target);
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection target = super.getConnection();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("prepareStatement")) {
						arguments[0] = distributed((String) arguments[0]);
					}
					try {
						return method.invoke(target, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private static String distributed(String sql) {
		int last = sql.lastIndexOf(';');
		return (last >= 0 && sql.substring(last).contains("order by position"))
				? sql.substring(0, last) + sql.substring(last).replace("sourcery.events", "lagging.events") : sql;
	}

}
