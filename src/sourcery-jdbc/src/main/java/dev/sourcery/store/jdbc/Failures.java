package dev.sourcery.store.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.EncodedAppend;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreFullException;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Turns what the driver, the pool and Spring report into exceptions of the event store,
 * by SQLSTATE
 * (<a href= "https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's
 * list</a>).
 */
final class Failures {

	private static final String VERSION_KEY = "events_stream_version";

	private static final String EVENT_ID_KEY = "events_event_id";

	private static final String VERSION_CHECK = "events_version_positive";

	private static final String OUT_OF_RANGE = "22003";

	private Failures() {
	}

	/**
	 * Runs what changes nothing.
	 */
	static <T> T translating(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (DataAccessException ex) {
			throw ofAccess(ex);
		}
	}

	/**
	 * The failure of a statement that commits by itself: if the connection is lost, it
	 * may have done so.
	 */
	static RuntimeException ofCommittingAppend(RuntimeException failure, List<EncodedAppend> appends) {
		return isConnectionLost(failure) ? outcomeUnknown(failure, appends) : ofAppend(failure, appends);
	}

	/**
	 * The failure of a commit after the statement.
	 */
	static RuntimeException ofCommit(TransactionException failure, List<EncodedAppend> appends) {
		String state = stateOf(failure);
		return (state == null || isConnectionLost(failure)) ? outcomeUnknown(failure, appends) : ofAccess(failure);
	}

	/**
	 * The failure within a transaction whose roll-back has failed too.
	 */
	static RuntimeException beforeRollback(TransactionException failure) {
		return (failure instanceof TransactionSystemException rollback
				&& rollback.getApplicationException() instanceof RuntimeException first) ? first : failure;
	}

	private static AppendOutcomeUnknownException outcomeUnknown(RuntimeException failure, List<EncodedAppend> appends) {
		return new AppendOutcomeUnknownException(appends.stream().map(EncodedAppend::append).toList(), stateOf(failure),
				failure);
	}

	/**
	 * The failure of a statement whose transaction is rolled back then.
	 */
	static RuntimeException ofAppend(RuntimeException failure, List<EncodedAppend> appends) {
		@Nullable ServerErrorMessage message = serverMessage(failure);
		@Nullable String constraint = (message != null) ? message.getConstraint() : null;
		if (message != null && VERSION_KEY.equals(constraint)) {
			return new StreamMovedException(appendNamedIn(message, appends), failure);
		}
		if (message != null && EVENT_ID_KEY.equals(constraint)) {
			return new EventIdTakenException(appendNamedIn(message, appends), failure);
		}
		if (VERSION_CHECK.equals(constraint) || OUT_OF_RANGE.equals(stateOf(failure))) {
			return new InvalidAppendException(
					"Versions end at %d, and a stream is about to pass it. Append to another stream."
						.formatted(Long.MAX_VALUE),
					appends.get(0).stream(), null);
		}
		return ofAccess(failure);
	}

	/**
	 * Which append a violated key is about, as far as the server tells:
	 * {@code Key (aggregate_type, stream_id, version)=(account, 42, 7) already exists.}
	 */
	private static EncodedAppend appendNamedIn(ServerErrorMessage message, List<EncodedAppend> appends) {
		String detail = Objects.requireNonNullElse(message.getDetail(), "");
		return appends.stream().filter((append) -> isNamedIn(detail, append)).findFirst().orElse(appends.get(0));
	}

	private static boolean isNamedIn(String detail, EncodedAppend append) {
		return detail.contains("=(%s, %s, ".formatted(append.stream().aggregateType(), append.stream().id()))
				|| append.events()
					.stream()
					.anyMatch((event) -> detail.contains("=(%s)".formatted(event.event().eventId())));
	}

	static StoreAccessException ofAccess(RuntimeException failure) {
		String state = Objects.requireNonNullElse(stateOf(failure), "");
		if (failure instanceof CannotGetJdbcConnectionException || isConnectionLost(failure) || state.equals("25006")
				|| state.equals("57P03") || state.isEmpty()) {
			return new StoreUnavailableException(stateOf(failure), failure);
		}
		if (state.equals("57014") || state.equals("55P03") || state.equals("25P04")) {
			return new StoreTimeoutException(state, failure);
		}
		if (state.startsWith("40")) {
			return new StoreContentionException(state, failure);
		}
		return state.startsWith("53") ? new StoreFullException(state, failure)
				: new StoreRefusedException(state, failure);
	}

	// class 08, and a backend that is told to end; never before there was a connection
	private static boolean isConnectionLost(RuntimeException failure) {
		String state = stateOf(failure);
		return !(failure instanceof CannotGetJdbcConnectionException) && state != null
				&& (state.startsWith("08") || state.equals("57P01") || state.equals("57P02"));
	}

	private static @Nullable String stateOf(Throwable failure) {
		return (find(failure, SQLException.class::isInstance) instanceof SQLException cause) ? cause.getSQLState()
				: null;
	}

	private static @Nullable ServerErrorMessage serverMessage(Throwable failure) {
		return (find(failure, PSQLException.class::isInstance) instanceof PSQLException cause)
				? cause.getServerErrorMessage() : null;
	}

	private static @Nullable Throwable find(Throwable failure, Predicate<Throwable> test) {
		@Nullable Throwable cause = failure;
		for (int depth = 0; cause != null && depth < 20; depth++) {
			if (test.test(cause)) {
				return cause;
			}
			cause = cause.getCause();
		}
		return null;
	}

}
