package dev.sourcery.failure;

import java.util.Set;

/**
 * The meaning of SQLSTATEs, by PostgreSQL's
 * <a href= "https://www.postgresql.org/docs/current/errcodes-appendix.html">list</a>.
 */
public final class SqlStates {

	/**
	 * A server or a transaction that is read-only.
	 */
	public static final String READ_ONLY = "25006";

	private static final String OUT_OF_MEMORY = "53200";

	// limits of a statement, of waiting for a lock, of idling within a transaction, of a
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
		// read-only: a fail-over is under way
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
	 * Whether a statement exceeded a limit of the server, so that fewer rows at once may
	 * succeed.
	 * @param state the SQLSTATE
	 * @return {@code true} if it did
	 */
	public static boolean isOverLimit(String state) {
		return state.startsWith("54") || state.equals(OUT_OF_MEMORY);
	}

	/**
	 * The kinds of failures.
	 */
	public enum Kind {

		/**
		 * A time limit has passed.
		 */
		TIME_LIMIT(true),

		/**
		 * The server has aborted the transaction in favour of others.
		 */
		CONTENTION(true),

		/**
		 * The server has no disk space, memory or connections left.
		 */
		FULL(true),

		/**
		 * The server cannot be reached, ends the connection, or cannot write.
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
		 * Whether the same call may succeed later.
		 * @return {@code true} if it may
		 */
		public boolean isTransient() {
			return this.isTransient;
		}

	}

}
