package dev.sourcery.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source that counts round trips to the server, by thread. The driver sends the
 * begin of a transaction together with its first statement.
 */
public final class RoundTrips extends DelegatingDataSource {

	private static final Set<String> OF_CONNECTION = Set.of("commit", "rollback", "isValid", "setSavepoint",
			"releaseSavepoint", "setTransactionIsolation", "setSchema", "setClientInfo", "createArrayOf");

	private final Map<String, AtomicLong> byThread = new ConcurrentHashMap<>();

	public RoundTrips(DataSource target) {
		super(target);
	}

	/**
	 * The round trips of the threads with names that begin with one of these texts.
	 */
	public long ofThreads(String... names) {
		return this.byThread.entrySet()
			.stream()
			.filter((thread) -> Stream.of(names).anyMatch(thread.getKey()::startsWith))
			.mapToLong((thread) -> thread.getValue().get())
			.sum();
	}

	private AtomicLong counter() {
		return this.byThread.computeIfAbsent(Thread.currentThread().getName(), (name) -> new AtomicLong());
	}

	@Override
	public Connection getConnection() throws SQLException {
		return counting(Connection.class, super.getConnection());
	}

	private <T> T counting(Class<T> type, Object target) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				String name = method.getName();
				if (name.equals("setFetchSize") && !Integer.valueOf(0).equals(arguments[0])) {
					throw new UnsupportedOperationException("the round trips of a cursor are not counted");
				}
				if (name.startsWith("execute") || (target instanceof Connection && OF_CONNECTION.contains(name))) {
					counter().incrementAndGet();
				}
				try {
					Object result = method.invoke(target, arguments);
					return (result instanceof Statement) ? counting(method.getReturnType(), result) : result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			}));
	}

}
