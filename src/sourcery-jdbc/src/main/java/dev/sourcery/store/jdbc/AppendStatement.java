package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.function.Function;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.jdbc.AppendOutcome.Refused;
import dev.sourcery.store.spi.EncodedAppend;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionTimedOutException;

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

	AppendStatement(DataSource dataSource, SchemaName schema) {
		this.dataSource = dataSource;
		this.single = new SingleStreamStatement(schema);
		this.several = SeveralStreamsStatement.allOrNone(schema);
		this.group = SeveralStreamsStatement.eachForItself(schema);
	}

	/**
	 * Runs the statement where there is no transaction, and commits.
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
	 * As {@link #execute(List)}, but an expectation that fails spares the transaction.
	 * Only a race can abort it.
	 */
	AppendOutcome executeSparing(List<EncodedAppend> appends) {
		return run(appends, (connection, progress) -> insert(connection, progress, appends, true));
	}

	/**
	 * As {@link #execute(List)}, but a transaction around it survives.
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
	 * Gets a connection for a group, to be released.
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
	 * Stores unrelated appends to different streams where there is no transaction, with
	 * one commit.
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
	 * @param refused turns the violation of a key into the result
	 */
	private static <T> T commit(Connection connection, List<EncodedAppend> appends, Work<T> work,
			Function<Refused, T> refused) {
		Progress progress = new Progress();
		try {
			progress.autoCommit = connection.getAutoCommit();
			T result = work.on(connection, progress);
			// pools can be told to hand out connections that do not commit by themselves
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
			@Nullable Refused violation = (ex instanceof SQLException sql && progress.stage != Stage.ANSWERED)
					? ViolatedKey.outcomeOf(sql, appends) : null;
			if (violation != null) {
				return refused.apply(violation);
			}
			throw progress.mayBeCommitted()
					? StatementFailure.ofCommitting(connection, progress.stage == Stage.ANSWERED, ex, appends)
					: StatementFailure.ofRolledBack(connection, ex, appends);
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
			throw StatementFailure.ofRolledBack(connection, ex, appends);
		}
		catch (TransactionTimedOutException ex) {
			throw StatementFailure.ofRolledBack(connection, ex, appends);
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
	 * An error may have struck the driver between a statement and its answer, which the
	 * next user of the connection would take for that of its own.
	 */
	private static void abort(Connection connection, Throwable failure) {
		try {
			connection.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException | Error ex) {
			failure.addSuppressed(ex);
		}
	}

	// a pool does not always do so, and not at all while the connection is bound to the
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
	 * What is done with a connection.
	 *
	 * @param <T> type of its result
	 */
	private interface Work<T> {

		T on(Connection connection, Progress progress) throws SQLException;

	}

	/**
	 * How far it has come.
	 */
	private static final class Progress {

		private boolean autoCommit;

		private Stage stage = Stage.PREPARING;

		boolean mayBeCommitted() {
			return this.stage == Stage.COMMITTING || (this.autoCommit && this.stage != Stage.PREPARING);
		}

	}

	private enum Stage {

		PREPARING, SENT, ANSWERED, COMMITTING

	}

}
