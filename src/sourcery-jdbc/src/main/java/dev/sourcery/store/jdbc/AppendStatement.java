package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EncodedAppend;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionTimedOutException;

/**
 * Stores the events of one or several streams by a single statement, and so in a single
 * round trip.
 */
final class AppendStatement {

	private final JdbcTemplate jdbc;

	private final SingleStreamStatement single;

	private final SeveralStreamsStatement several;

	private final SeveralStreamsStatement group;

	AppendStatement(JdbcTemplate jdbc, SchemaName schema, long groupLockTimeoutMillis) {
		this.jdbc = jdbc;
		this.single = new SingleStreamStatement(schema);
		this.several = SeveralStreamsStatement.allOrNone(schema);
		this.group = SeveralStreamsStatement.eachForItself(schema, groupLockTimeoutMillis);
	}

	/**
	 * Runs the statement where there is no transaction.
	 * @return as {@link #execute(List)}
	 */
	Optional<List<Commit>> executeAndCommit(List<EncodedAppend> appends) {
		return runAndCommit(appends, (connection) -> allOrNone(insert(connection, appends)));
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
		return run(appends, (connection) -> allOrNone(insert(connection, appends)));
	}

	/**
	 * As {@link #execute(List)}, but a transaction around it survives.
	 */
	Optional<List<Commit>> executeInSavepoint(List<EncodedAppend> appends) {
		return run(appends, (connection) -> {
			Savepoint savepoint = connection.setSavepoint();
			try {
				List<Optional<Commit>> commits = insert(connection, appends);
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

	private List<Optional<Commit>> insert(Connection connection, List<EncodedAppend> appends) throws SQLException {
		try (PreparedStatement statement = this.single.takes(appends) ? this.single.prepare(connection, appends.get(0))
				: this.several.prepare(connection, appends)) {
			return commits(statement, appends);
		}
	}

	private static List<Optional<Commit>> commits(PreparedStatement statement, List<EncodedAppend> appends)
			throws SQLException {
		try (ResultSet rows = statement.executeQuery()) {
			return new InsertedRows(rows).commits(appends);
		}
	}

	private static Optional<List<Commit>> allOrNone(List<Optional<Commit>> commits) {
		return commits.get(0).isEmpty() ? Optional.empty()
				: Optional.of(commits.stream().map(Optional::orElseThrow).toList());
	}

	private <T> T runAndCommit(List<EncodedAppend> appends, ConnectionCallback<T> action) {
		AtomicBoolean committing = new AtomicBoolean();
		try {
			return Objects.requireNonNull(this.jdbc.execute((ConnectionCallback<T>) (connection) -> {
				committing.set(connection.getAutoCommit());
				T result = action.doInConnection(connection);
				// pools can be told to hand out connections that do not commit by
				// themselves
				if (!connection.getAutoCommit()) {
					committing.set(true);
					connection.commit();
				}
				return result;
			}));
		}
		catch (DataAccessException ex) {
			throw committing.get() ? Failures.ofCommittingAppend(ex, appends) : Failures.ofAppend(ex, appends);
		}
	}

	private <T> T run(List<EncodedAppend> appends, ConnectionCallback<T> action) {
		try {
			return Objects.requireNonNull(this.jdbc.execute(action));
		}
		catch (DataAccessException | TransactionTimedOutException ex) {
			throw Failures.ofAppend(ex, appends);
		}
	}

}
