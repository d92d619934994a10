package dev.sourcery.subscription;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Objects;

import dev.sourcery.failure.Causes;
import dev.sourcery.failure.SqlStates;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes failures of the infrastructure, which are transient, from permanent
 * failures: transient failures are retried as long as they last and are never counted as
 * failures of an event.
 */
final class TransientFailures {

	private TransientFailures() {
	}

	/**
	 * Returns whether a batch with fewer events may succeed: the number of events exceeds
	 * the memory of this process, or a limit of the database.
	 */
	static boolean isTooLarge(Throwable failure) {
		return Causes.of(failure)
			.stream()
			.anyMatch((cause) -> cause instanceof OutOfMemoryError
					|| (cause instanceof SQLException sql && isOverLimit(sql)));
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
				|| (cause instanceof SQLException sql && isTransient(sql));
	}

	private static boolean isTransient(SQLException failure) {
		String state = stateOf(failure);
		return state != null && SqlStates.kindOf(state).isTransient();
	}

	private static boolean isOverLimit(SQLException failure) {
		String state = stateOf(failure);
		return state != null && SqlStates.isOverLimit(state);
	}

	/**
	 * Returns whether no server has responded: a pool has no connection, or none that is
	 * still open, and reports it without an SQLSTATE.
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
