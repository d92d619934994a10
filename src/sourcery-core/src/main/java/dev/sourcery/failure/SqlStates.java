package dev.sourcery.failure;

import java.util.Set;

/**
 * The meaning of SQLSTATEs, according to the
 * <a href= "https://www.postgresql.org/docs/current/errcodes-appendix.html">list of
 * PostgreSQL</a>.
 *
 * @since 0.1
 */
public final class SqlStates {

	/**
	 * The SQLSTATE of a server or a transaction that is read-only.
	 */
	public static final String READ_ONLY = "25006";

	private static final String OUT_OF_MEMORY = "53200";

	// limits of a statement, of waiting for a lock, of an idle transaction, of a
	// transaction
	private static final Set<String> TIME_LIMITS = Set.of("57014", "55P03", "25P03", "25P04");

	private SqlStates() {
	}

	/**
	 * Returns the kind of a failure.
	 * @param state the SQLSTATE, of 5 characters
	 * @return the kind
	 */
	public static Kind kindOf(String state) {
		if (TIME_LIMITS.contains(state)) {
			return Kind.TIME_LIMIT;
		}
		// read-only: a fail-over is in progress
		if (state.length() != 5 || state.equals(READ_ONLY)) {
			return state.equals(READ_ONLY) ? Kind.UNAVAILABLE : Kind.OTHER;
		}
		return switch (state.substring(0, 2)) {
			case "40" -> Kind.CONTENTION;
			case "53" -> Kind.FULL;
			// connection, operator intervention, system error
			case "08", "57", "58" -> Kind.UNAVAILABLE;
			default -> Kind.OTHER;
		};
	}

	/**
	 * Returns whether a statement exceeded a limit of the server, so that a statement
	 * with fewer rows may succeed.
	 * @param state the SQLSTATE
	 * @return {@code true} if the statement exceeded a limit
	 */
	public static boolean isOverLimit(String state) {
		return state.startsWith("54") || state.equals(OUT_OF_MEMORY);
	}

	/**
	 * The kinds of failures.
	 */
	public enum Kind {

		/**
		 * A time limit was exceeded.
		 */
		TIME_LIMIT(true),

		/**
		 * The server has aborted the transaction in favour of others.
		 */
		CONTENTION(true),

		/**
		 * The server has run out of disk space, memory or connections.
		 */
		FULL(true),

		/**
		 * The server cannot be reached, closes the connection, or cannot write.
		 */
		UNAVAILABLE(true),

		/**
		 * Any other failure.
		 */
		OTHER(false);

		private final boolean isTransient;

		Kind(boolean isTransient) {
			this.isTransient = isTransient;
		}

		/**
		 * Returns whether the same call may succeed later.
		 * @return {@code true} if the call may be retried
		 */
		public boolean isTransient() {
			return this.isTransient;
		}

	}

}
