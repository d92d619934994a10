package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;

import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EncodedAppend;
import dev.sourcery.store.ReadOnlyTransactionException;
import javax.sql.DataSource;

import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Stores the events of one or several streams by a single statement, and so in a single
 * round trip. A {@code JdbcTemplate} would wrap the connection in a proxy for each
 * append, and put a message with the details of an error around that error.
 */
final class AppendStatement {

	private final DataSource dataSource;

	private final SingleStreamStatement single;

	private final SeveralStreamsStatement several;

	private final SeveralStreamsStatement group;

	AppendStatement(DataSource dataSource, SchemaName schema, long groupLockTimeoutMillis) {
		this.dataSource = dataSource;
		this.single = new SingleStreamStatement(schema);
		this.several = SeveralStreamsStatement.allOrNone(schema);
		this.group = SeveralStreamsStatement.eachForItself(schema, groupLockTimeoutMillis);
	}

	/**
	 * Runs the statement where there is no transaction.
	 * @return as {@link #execute(List)}
	 */
	Optional<List<Commit>> executeAndCommit(List<EncodedAppend> appends) {
		return runAndCommit(appends, (connection) -> allOrNone(insert(connection, appends, false)));
	}

	/**
	 * Runs the statement in a transaction.
	 * @return the commits in the order of the appends; empty if an expected version
	 * refused them
	 * @throws StreamMovedException if another writer was faster; a transaction around it
	 * is spoilt then
	 * @throws EventIdTakenException if an event id is stored; a transaction around it is
	 * spoilt then
	 */
	Optional<List<Commit>> execute(List<EncodedAppend> appends) {
		return run(appends, (connection) -> allOrNone(insert(connection, appends, false)));
	}

	/**
	 * As {@link #execute(List)}, but an expectation that fails spares the transaction.
	 * Only a race can abort it.
	 */
	Optional<List<Commit>> executeSparing(List<EncodedAppend> appends) {
		return run(appends, (connection) -> allOrNone(insert(connection, appends, true)));
	}

	/**
	 * As {@link #execute(List)}, but a transaction around it survives.
	 */
	Optional<List<Commit>> executeInSavepoint(List<EncodedAppend> appends) {
		return run(appends, (connection) -> {
			Savepoint savepoint = connection.setSavepoint();
			try {
				List<Optional<Commit>> commits = insert(connection, appends, true);
				connection.releaseSavepoint(savepoint);
				return allOrNone(commits);
			}
			catch (SQLException | TransactionTimedOutException ex) {
				rollback(connection, savepoint, ex);
				throw ex;
			}
		});
	}

	// fails too if the connection is lost, which the first failure tells
	private static void rollback(Connection connection, Savepoint savepoint, Exception failure) {
		try {
			connection.rollback(savepoint);
			connection.releaseSavepoint(savepoint);
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * Stores appends to different streams that have nothing to do with each other, where
	 * there is no transaction, with one commit.
	 * @return the commit of each append, empty if its expected version refused it
	 */
	List<Optional<Commit>> executeGroupAndCommit(List<EncodedAppend> appends) {
		return runAndCommit(appends, (connection) -> {
			try (PreparedStatement statement = this.group.prepare(connection, appends);
					ResultSet rows = statement.executeQuery()) {
				return new InsertedRows(rows).commitsByStream(appends);
			}
		});
	}

	private List<Optional<Commit>> insert(Connection connection, List<EncodedAppend> appends, boolean sparing)
			throws SQLException {
		try (PreparedStatement statement = this.single.takes(appends)
				? this.single.prepare(connection, appends.get(0), sparing)
				: this.several.prepare(connection, appends)) {
			return commits(statement, appends);
		}
	}

	private List<Optional<Commit>> commits(PreparedStatement statement, List<EncodedAppend> appends)
			throws SQLException {
		DataSourceUtils.applyTransactionTimeout(statement, this.dataSource);
		try (ResultSet rows = statement.executeQuery()) {
			return new InsertedRows(rows).commits(appends);
		}
	}

	private static Optional<List<Commit>> allOrNone(List<Optional<Commit>> commits) {
		return commits.get(0).isEmpty() ? Optional.empty()
				: Optional.of(commits.stream().map(Optional::orElseThrow).toList());
	}

	private <T> T runAndCommit(List<EncodedAppend> appends, Work<T> work) {
		Connection connection = connection(appends);
		boolean committing = false;
		try {
			boolean autoCommit = connection.getAutoCommit();
			committing = autoCommit;
			T result = work.on(connection);
			// pools can be told to hand out connections that do not commit by themselves
			if (!autoCommit) {
				committing = true;
				connection.commit();
			}
			return result;
		}
		catch (SQLException | TransactionTimedOutException ex) {
			requireWritable(connection, ex, appends);
			throw committing ? Failures.ofCommittingAppend(ex, appends) : Failures.ofAppend(ex, appends);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	private <T> T run(List<EncodedAppend> appends, Work<T> work) {
		Connection connection = connection(appends);
		try {
			return work.on(connection);
		}
		catch (SQLException | TransactionTimedOutException ex) {
			requireWritable(connection, ex, appends);
			throw Failures.ofAppend(ex, appends);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	private Connection connection(List<EncodedAppend> appends) {
		try {
			return DataSourceUtils.getConnection(this.dataSource);
		}
		catch (CannotGetJdbcConnectionException ex) {
			throw Failures.ofAppend(ex, appends);
		}
	}

	/**
	 * Where transaction and connection could write, it is the server that cannot.
	 */
	private static void requireWritable(Connection connection, Exception failure, List<EncodedAppend> appends) {
		boolean readOnly = TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isCurrentTransactionReadOnly();
		if (Failures.isReadOnly(failure) && (readOnly || isReadOnly(connection))) {
			throw new ReadOnlyTransactionException(appends.stream().map(EncodedAppend::stream).toList());
		}
	}

	private static boolean isReadOnly(Connection connection) {
		try {
			return connection.isReadOnly();
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * What is done with a connection.
	 *
	 * @param <T> type of its result
	 */
	private interface Work<T> {

		T on(Connection connection) throws SQLException;

	}

}
