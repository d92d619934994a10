package dev.sourcery.subscription;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * Tells failures of the infrastructure, which pass, from those that stay: a projection
 * retries the former for as long as they last and never counts them against an event.
 */
final class TransientFailures {

	// classes of https://www.postgresql.org/docs/current/errcodes-appendix.html:
	// connection, rollback (serialization, deadlock), resources, operator intervention,
	// system error
	private static final Set<String> CLASSES = Set.of("08", "40", "53", "57", "58");

	// a server that is (still) read-only after a fail-over; time limits of idling in a
	// transaction, of a transaction, of waiting for a lock
	private static final Set<String> STATES = Set.of("25006", "25P03", "25P04", "55P03");

	private TransientFailures() {
	}

	/**
	 * Whether fewer events at once may be all it takes: the memory of this process is not
	 * enough for so many, or they exceed a limit of the database.
	 */
	static boolean isTooLarge(Throwable failure) {
		return Causes.of(failure)
			.stream()
			.anyMatch((cause) -> cause instanceof OutOfMemoryError
					|| (cause instanceof SQLException sql && isOverLimit(stateOf(sql))));
	}

	private static boolean isOverLimit(@Nullable String state) {
		return state != null && (state.startsWith("54") || state.equals("53200"));
	}

	static boolean isTransient(Throwable failure) {
		List<Throwable> causes = Causes.of(failure);
		return causes.stream().noneMatch(OutOfMemoryError.class::isInstance) && isOfInfrastructure(causes);
	}

	private static boolean isOfInfrastructure(List<Throwable> causes) {
		return causes.stream().anyMatch(TransientFailures::passes) || isOfPool(causes);
	}

	private static boolean passes(Throwable cause) {
		return cause instanceof SQLTransientException || cause instanceof SQLRecoverableException
				|| (cause instanceof StoreAccessException && !(cause instanceof StoreRefusedException))
				|| (cause instanceof SQLException sql && isTransient(stateOf(sql)));
	}

	private static boolean isTransient(@Nullable String state) {
		return state != null
				&& (STATES.contains(state) || (state.length() == 5 && CLASSES.contains(state.substring(0, 2))));
	}

	/**
	 * Whether no server has answered at all: a pool has no connection, or none that is
	 * still open, and says so without an SQLSTATE.
	 */
	private static boolean isOfPool(List<Throwable> causes) {
		List<SQLException> failures = causes.stream()
			.filter(SQLException.class::isInstance)
			.map(SQLException.class::cast)
			.toList();
		return !failures.isEmpty() && failures.stream().map(TransientFailures::stateOf).allMatch(Objects::isNull);
	}

	private static @Nullable String stateOf(SQLException failure) {
		return Causes.get(failure::getSQLState);
	}

	static @Nullable VersionConflictException conflictIn(Throwable failure) {
		return Causes.of(failure)
			.stream()
			.filter(VersionConflictException.class::isInstance)
			.map(VersionConflictException.class::cast)
			.findFirst()
			.orElse(null);
	}

}
