package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.function.Function;

import javax.sql.DataSource;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.jdbc.AppendOutcome.Refused;
import dev.sourcery.store.spi.EncodedAppend;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionTimedOutException;

/**
 * Stores the events of one or several streams with a single statement, and so in a single
 * round trip. A {@code JdbcTemplate} would wrap the connection in a proxy for each
 * append, and wrap an error in another one whose message contains its details.
 */
final class AppendStatement {

	private final DataSource dataSource;

	private final SingleStreamStatement single;

	private final SeveralStreamsStatement several;

	private final SeveralStreamsStatement group;

	AppendStatement(DataSource dataSource, SchemaName schema) {
		this.dataSource = dataSource;
		this.single = new SingleStreamStatement(schema);
		this.several = SeveralStreamsStatement.allOrNone(schema);
		this.group = SeveralStreamsStatement.eachForItself(schema);
	}

	/**
	 * Runs the statement outside of a transaction, and commits.
	 */
	AppendOutcome executeAndCommit(List<EncodedAppend> appends) {
		Connection connection = connection(appends);
		try {
			return commit(connection, appends, (same, progress) -> insert(same, progress, appends, false),
					(refused) -> refused);
		}
		finally {
			release(connection);
		}
	}

	/**
	 * Runs the statement in a transaction.
	 */
	AppendOutcome execute(List<EncodedAppend> appends) {
		return run(appends, (connection, progress) -> insert(connection, progress, appends, false));
	}

	/**
	 * Runs the statement as {@link #execute(List)} does, but without aborting the
	 * transaction if an expectation fails. Only a race can abort it.
	 */
	AppendOutcome executeSparing(List<EncodedAppend> appends) {
		return run(appends, (connection, progress) -> insert(connection, progress, appends, true));
	}

	/**
	 * Runs the statement as {@link #execute(List)} does, but in a savepoint, so that a
	 * failure does not abort the surrounding transaction.
	 */
	AppendOutcome executeInSavepoint(List<EncodedAppend> appends) {
		return run(appends, (connection, progress) -> {
			Savepoint savepoint = connection.setSavepoint();
			try {
				AppendOutcome outcome = insert(connection, progress, appends, true);
				connection.releaseSavepoint(savepoint);
				return outcome;
			}
			catch (SQLException | TransactionTimedOutException ex) {
				rollback(connection, savepoint, ex);
				throw ex;
			}
		});
	}

	// fails too if the connection is lost, which the first failure reports
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
	 * Obtains a connection for a group. The caller must release it.
	 */
	Connection connection(List<EncodedAppend> appends) {
		try {
			return DataSourceUtils.getConnection(this.dataSource);
		}
		catch (CannotGetJdbcConnectionException ex) {
			throw StoreExceptionTranslator.ofAppend(ex, appends);
		}
	}

	void release(Connection connection) {
		DataSourceUtils.releaseConnection(connection, this.dataSource);
	}

	/**
	 * Stores unrelated appends to different streams outside of a transaction, with one
	 * commit.
	 */
	GroupOutcome executeGroupAndCommit(Connection connection, List<EncodedAppend> appends) {
		return commit(connection, appends, (same, progress) -> {
			try (PreparedStatement statement = this.group.prepare(same, appends);
					ResultSet rows = query(statement, progress)) {
				return new GroupOutcome.Executed(new InsertedRows(rows).commitsByStream(appends));
			}
		}, (refused) -> refused);
	}

	private AppendOutcome insert(Connection connection, Progress progress, List<EncodedAppend> appends, boolean sparing)
			throws SQLException {
		try (PreparedStatement statement = this.single.takes(appends)
				? this.single.prepare(connection, appends.get(0), sparing)
				: this.several.prepare(connection, appends)) {
			DataSourceUtils.applyTransactionTimeout(statement, this.dataSource);
			try (ResultSet rows = query(statement, progress)) {
				return new InsertedRows(rows).outcome(appends);
			}
		}
	}

	private static ResultSet query(PreparedStatement statement, Progress progress) throws SQLException {
		progress.stage = Stage.SENT;
		ResultSet rows = statement.executeQuery();
		progress.stage = Stage.ANSWERED;
		return rows;
	}

	/**
	 * Commits the work of one statement.
	 * @param refused converts the violation of a key to the result
	 */
	private static <T> T commit(Connection connection, List<EncodedAppend> appends, Work<T> work,
			Function<Refused, T> refused) {
		Progress progress = new Progress();
		try {
			progress.autoCommit = connection.getAutoCommit();
			T result = work.on(connection, progress);
			// pools can be configured to provide connections without auto-commit
			if (!progress.autoCommit) {
				progress.stage = Stage.COMMITTING;
				connection.commit();
			}
			return result;
		}
		catch (SQLException | RuntimeException | Error ex) {
			if (ex instanceof Error) {
				abort(connection, ex);
			}
			else if (!progress.autoCommit) {
				rollback(connection, ex);
			}
			@Nullable Refused violation = (ex instanceof SQLException sql && !progress.isCommitted())
					? ViolatedKey.outcomeOf(sql, appends) : null;
			if (violation != null) {
				return refused.apply(violation);
			}
			throw progress.mayBeCommitted()
					? AppendFailureTranslator.ofCommitting(connection, progress.stage == Stage.ANSWERED, ex, appends)
					: AppendFailureTranslator.ofRolledBack(connection, ex, appends);
		}
	}

	private AppendOutcome run(List<EncodedAppend> appends, Work<AppendOutcome> work) {
		Connection connection = connection(appends);
		try {
			return work.on(connection, new Progress());
		}
		catch (SQLException ex) {
			@Nullable Refused refused = ViolatedKey.outcomeOf(ex, appends);
			if (refused != null) {
				return refused;
			}
			throw AppendFailureTranslator.ofRolledBack(connection, ex, appends);
		}
		catch (TransactionTimedOutException ex) {
			throw AppendFailureTranslator.ofRolledBack(connection, ex, appends);
		}
		catch (Error ex) {
			abort(connection, ex);
			throw ex;
		}
		finally {
			release(connection);
		}
	}

	/**
	 * Aborts the connection. An error may have occurred in the driver between a statement
	 * and its response, and the next user of the connection would read that response as
	 * its own.
	 */
	private static void abort(Connection connection, Throwable failure) {
		try {
			connection.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException | Error ex) {
			failure.addSuppressed(ex);
		}
	}

	// a pool does not always roll back, and never while the connection is bound to the
	// thread
	private static void rollback(Connection connection, Throwable failure) {
		try {
			connection.rollback();
		}
		catch (SQLException | RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * Work on a connection.
	 *
	 * @param <T> type of the result
	 */
	private interface Work<T> {

		T on(Connection connection, Progress progress) throws SQLException;

	}

	/**
	 * The progress of the work.
	 */
	private static final class Progress {

		private boolean autoCommit;

		private Stage stage = Stage.PREPARING;

		boolean isCommitted() {
			return this.autoCommit && this.stage == Stage.ANSWERED;
		}

		boolean mayBeCommitted() {
			return this.stage == Stage.COMMITTING || (this.autoCommit && this.stage != Stage.PREPARING);
		}

	}

	private enum Stage {

		PREPARING, SENT, ANSWERED, COMMITTING

	}

}
