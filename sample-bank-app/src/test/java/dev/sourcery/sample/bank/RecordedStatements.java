package dev.sourcery.sample.bank;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Records the statements that requests send to the database, with their values. Those of
 * projections, which have threads of their own, are left out.
 */
final class RecordedStatements implements BeanPostProcessor {

	private final List<String> statements = new CopyOnWriteArrayList<>();

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof DataSource dataSource) ? new RecordingDataSource(dataSource) : bean;
	}

	/**
	 * The statements since the last call.
	 */
	List<String> take() {
		List<String> taken = new ArrayList<>(this.statements);
		this.statements.clear();
		return taken;
	}

	private <T> T recording(Class<T> type, Object target) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, args) -> {
				if (method.getName().startsWith("execute") && Thread.currentThread().getName().startsWith("http-")) {
					String text = (args != null) ? (String) args[0] : target.toString();
					this.statements.add(text.substring(text.indexOf(" wrapping ") + 1).replaceFirst("^wrapping ", ""));
				}
				try {
					Object result = method.invoke(target, args);
					return (result instanceof Statement) ? recording(method.getReturnType(), result) : result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getTargetException();
				}
			}));
	}

	private final class RecordingDataSource extends DelegatingDataSource {

		RecordingDataSource(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			return recording(Connection.class, super.getConnection());
		}

	}

}
