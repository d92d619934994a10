package dev.sourcery.subscription.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for notifications, in autocommit mode and with a limited time for each
 * statement. For one thread, except for {@link #abort()}.
 */
final class NotifySession implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(NotifySession.class);

	private final Connection connection;

	private final Statement statement;

	private final boolean autoCommit;

	private final int networkTimeout;

	private NotifySession(Connection connection, Duration timeout) throws SQLException {
		this.connection = connection;
		this.autoCommit = connection.getAutoCommit();
		this.networkTimeout = connection.getNetworkTimeout();
		// the driver waits for ever on a connection that is lost without a packet
		connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
		connection.setAutoCommit(true);
		// not prepared: a pooler may run the next statement in another session
		this.statement = connection.createStatement();
	}

	static NotifySession open(DataSource dataSource, Duration timeout) throws SQLException {
		Connection connection = dataSource.getConnection();
		try {
			return new NotifySession(connection, timeout);
		}
		catch (SQLException | RuntimeException | Error ex) {
			discard(connection);
			throw ex;
		}
	}

	void execute(String sql) throws SQLException {
		this.statement.execute(sql);
	}

	/**
	 * Executes a statement without a result.
	 * @return the process identifier of the server process that has executed it
	 */
	int executeReturningPid(String sql) throws SQLException {
		// in one transaction, which a pooler executes in one session; the statement is
		// the last, which pg_stat_activity contains
		this.statement.execute("select pg_backend_pid();" + sql);
		return pid();
	}

	int backendPid() throws SQLException {
		this.statement.execute("select pg_backend_pid()");
		return pid();
	}

	private int pid() throws SQLException {
		try (ResultSet row = this.statement.getResultSet()) {
			row.next();
			return row.getInt(1);
		}
	}

	/**
	 * Returns the process identifier that was sent when the connection was established. A
	 * pooler sends one of its own.
	 */
	int announcedPid() throws SQLException {
		return this.connection.unwrap(PGConnection.class).getBackendPID();
	}

	/**
	 * Waits for notifications.
	 * @return the payloads, empty if none arrives in time
	 */
	List<String> receive(Duration timeout) throws SQLException {
		// returns about a millisecond after the notification: the driver waits for
		// another message before
		PGNotification[] received = this.connection.unwrap(PGConnection.class)
			.getNotifications(Math.toIntExact(Math.max(1, timeout.toMillis())));
		return Stream.of(received).map(PGNotification::getParameter).toList();
	}

	/**
	 * Returns the connection to its pool, or closes it.
	 */
	@Override
	public void close() {
		try {
			this.statement.close();
			this.connection.setAutoCommit(this.autoCommit);
			this.connection.setNetworkTimeout(Runnable::run, this.networkTimeout);
			this.connection.close();
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("The connection cannot be returned", ex);
			discard();
		}
	}

	/**
	 * Closes the connection without a further statement, so that it does not return to
	 * its pool.
	 */
	void discard() {
		discard(this.connection);
	}

	private static void discard(Connection connection) {
		try (connection) {
			connection.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException ex) {
			// pools report that a connection they take back is closed
			logger.debug("The connection was discarded", ex);
		}
	}

	/**
	 * Ends a statement or a wait in progress on another thread, with an exception there.
	 */
	void abort() {
		try {
			this.connection.abort((task) -> {
				Thread thread = new Thread(task, "sourcery-commit-abort");
				thread.setDaemon(true);
				thread.start();
			});
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("The connection cannot be aborted", ex);
		}
	}

}
