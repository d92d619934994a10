package dev.sourcery.store.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import dev.sourcery.failure.Causes;
import dev.sourcery.failure.SqlStates;
import dev.sourcery.failure.SqlStates.Kind;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreFullException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.UnappliedAppendException;
import dev.sourcery.store.spi.EncodedAppend;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionTimedOutException;

/**
 * Converts exceptions of the driver, the pool and Spring to exceptions of the event
 * store, by SQLSTATE
 * (<a href= "https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's
 * list</a>).
 */
final class StoreExceptionTranslator {

	private static final String VERSION_CHECK = "events_version_positive";

	private static final String UNAPPLIED = "events_applied";

	// chains of exceptions can be circular
	private static final int MAX_CHAINED = 20;

	private StoreExceptionTranslator() {
	}

	/**
	 * Runs a query and converts its exceptions.
	 * @param operation the operation of the caller that the query is part of
	 */
	static <T> T translating(StoreOperation operation, Supplier<T> query) {
		try {
			return query.get();
		}
		catch (DataAccessException | TransactionTimedOutException ex) {
			throw ofAccess(ex, operation);
		}
	}

	/**
	 * Converts the failure of an auto-committed statement, or of the commit after a
	 * statement. If the connection is lost, the commit may have succeeded; but not if the
	 * server had closed the connection because it was idle.
	 */
	static RuntimeException ofCommittingAppend(Exception failure, List<EncodedAppend> appends) {
		String state = SqlStates.of(failure);
		// the driver had no memory for the response, so the statement has been executed
		boolean unanswered = state.isEmpty() || state.equals(SqlStates.COMPLETION_UNKNOWN)
				|| outOfMemory(failure) != null || (isConnectionLost(failure) && !SqlStates.isWhileIdle(state));
		return unanswered ? outcomeUnknown(failure, appends) : ofAppend(failure, appends);
	}

	/**
	 * Returns the exception for an append with an unknown outcome.
	 * @param failure an exception or an error; the error is thrown directly if there is
	 * not enough memory for a new exception
	 */
	static AppendOutcomeUnknownException outcomeUnknown(Throwable failure, List<EncodedAppend> appends) {
		try {
			return new AppendOutcomeUnknownException(appends.stream().map(EncodedAppend::append).toList(),
					orNull(SqlStates.of(failure)), failure);
		}
		catch (Error ex) {
			throw (failure instanceof Error error) ? error : ex;
		}
	}

	/**
	 * Converts the failure of a statement whose transaction is rolled back.
	 */
	static RuntimeException ofAppend(Exception failure, List<EncodedAppend> appends) {
		@Nullable String constraint = constraintOf(failure);
		if (VERSION_CHECK.equals(constraint) || SqlStates.OUT_OF_RANGE.equals(SqlStates.of(failure))) {
			return versionsEnd(appends);
		}
		return UNAPPLIED.equals(constraint) ? unapplied(failure) : ofAccess(failure, StoreOperation.APPEND);
	}

	// the trigger reports the projection and the type in fields of the error
	private static RuntimeException unapplied(Exception failure) {
		ServerErrorMessage error = Objects.requireNonNull(errorOf(failure));
		return new UnappliedAppendException(String.valueOf(error.getTable()),
				Integer.parseInt(String.valueOf(error.getColumn())), String.valueOf(error.getDatatype()),
				error.getSQLState(), failure);
	}

	// PostgreSQL does not report which one of several streams is affected
	private static InvalidAppendException versionsEnd(List<EncodedAppend> appends) {
		List<StreamId> streams = appends.stream().map(EncodedAppend::stream).toList();
		return new InvalidAppendException(
				"Versions end at %d, and a stream of %s is about to pass it; nothing was stored. Append to another stream."
					.formatted(Long.MAX_VALUE, streams),
				(streams.size() == 1) ? streams.get(0) : null, null);
	}

	static StoreAccessException ofAccess(Throwable failure, StoreOperation operation) {
		OutOfMemoryError outOfMemory = outOfMemory(failure);
		if (outOfMemory != null) {
			throw outOfMemory;
		}
		String state = SqlStates.of(failure);
		if (failure instanceof TransactionTimedOutException) {
			return new StoreTimeoutException(operation, orNull(state), failure);
		}
		return switch (SqlStates.kindOf(state)) {
			case TIME_LIMIT -> new StoreTimeoutException(operation, state, failure);
			case CONTENTION -> new StoreContentionException(operation, state, failure);
			case FULL -> new StoreFullException(operation, state, failure);
			case UNAVAILABLE -> new StoreUnavailableException(operation, state, failure);
			case OTHER -> (state.isEmpty() || isConnectionLost(failure))
					? new StoreUnavailableException(operation, orNull(state), failure)
					: new StoreRefusedException(operation, state, failure);
		};
	}

	/**
	 * Returns whether the database has aborted a transaction in favour of others.
	 */
	static boolean isContention(Throwable failure) {
		return SqlStates.kindOf(SqlStates.of(failure)) == Kind.CONTENTION;
	}

	static boolean isReadOnly(Throwable failure) {
		return SqlStates.READ_ONLY.equals(SqlStates.of(failure));
	}

	/**
	 * Returns whether the connection is lost. A server that closes it may report another
	 * error first, for example that its disk is full; the driver reports both, one after
	 * the other.
	 */
	private static boolean isConnectionLost(Throwable failure) {
		return causes(failure).anyMatch((cause) -> cause instanceof SQLException first
				&& Stream.iterate(first, Objects::nonNull, SQLException::getNextException)
					.limit(MAX_CHAINED)
					.map(SQLException::getSQLState)
					.anyMatch((state) -> state != null && SqlStates.isConnectionLost(state)));
	}

	/**
	 * Returns the {@link OutOfMemoryError} among the causes. The driver reports that this
	 * JVM is out of memory with the SQLSTATE of a database that is out of memory.
	 */
	private static @Nullable OutOfMemoryError outOfMemory(Throwable failure) {
		return (OutOfMemoryError) causes(failure).filter(OutOfMemoryError.class::isInstance).findFirst().orElse(null);
	}

	private static @Nullable String orNull(String state) {
		return state.isEmpty() ? null : state;
	}

	private static @Nullable String constraintOf(Throwable failure) {
		ServerErrorMessage error = errorOf(failure);
		return (error != null) ? error.getConstraint() : null;
	}

	private static @Nullable ServerErrorMessage errorOf(Throwable failure) {
		return causes(failure).filter(PSQLException.class::isInstance)
			.findFirst()
			.map((cause) -> ((PSQLException) cause).getServerErrorMessage())
			.orElse(null);
	}

	private static Stream<Throwable> causes(Throwable failure) {
		return Causes.chainOf(failure).stream();
	}

}
