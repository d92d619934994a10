package dev.sourcery.projection;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;

import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * Tells failures that pass by themselves from those that stay: a projection retries the
 * former for as long as they last.
 */
final class TransientFailures {

	private TransientFailures() {
	}

	static boolean isTransient(Throwable failure) {
		int depth = 0;
		for (@Nullable
		Throwable current = failure; current != null && depth < 50; current = current.getCause()) {
			if (current instanceof VersionConflictException || current instanceof SQLTransientException
					|| current instanceof SQLRecoverableException
					|| (current instanceof SQLException sql && isTransient(sql.getSQLState()))) {
				return true;
			}
			depth++;
		}
		return false;
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
