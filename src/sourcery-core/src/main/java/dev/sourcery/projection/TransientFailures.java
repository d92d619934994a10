package dev.sourcery.projection;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.function.Predicate;

import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * Tells failures that pass by themselves from those that stay: a projection retries the
 * former for as long as they last.
 */
final class TransientFailures {

	// causes can form a ring
	private static final int MAX_DEPTH = 50;

	private TransientFailures() {
	}

	static boolean isTransient(Throwable failure) {
		return find(failure,
				(cause) -> cause instanceof SQLTransientException || cause instanceof SQLRecoverableException
						|| (cause instanceof StoreAccessException && !(cause instanceof StoreRefusedException))
						|| (cause instanceof SQLException sql && isTransient(sql.getSQLState()))) != null;
	}

	static @Nullable VersionConflictException conflictIn(Throwable failure) {
		return (VersionConflictException) find(failure, VersionConflictException.class::isInstance);
	}

	private static @Nullable Throwable find(Throwable failure, Predicate<Throwable> test) {
		int depth = 0;
		for (@Nullable
		Throwable cause = failure; cause != null && depth < MAX_DEPTH; cause = cause.getCause()) {
			if (test.test(cause)) {
				return cause;
			}
			depth++;
		}
		return null;
	}

	// classes of https://www.postgresql.org/docs/current/errcodes-appendix.html:
	// connection,
	// rollback (serialization, deadlock), resources, operator intervention, system error;
	// 25006: a server that is (still) read-only after a fail-over
	private static boolean isTransient(@Nullable String state) {
		return state != null && (state.startsWith("08") || state.startsWith("40") || state.startsWith("53")
				|| state.startsWith("57") || state.startsWith("58") || state.equals("25006") || state.equals("55P03"));
	}

}
