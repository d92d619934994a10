package dev.sourcery.failure;

import java.sql.SQLException;
import java.util.Objects;
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

	/**
	 * The SQLSTATE of a number that exceeds the range of its type.
	 */
	public static final String OUT_OF_RANGE = "22003";

	/**
	 * The SQLSTATE of a statement in a transaction in which an earlier statement failed.
	 */
	public static final String FAILED_TRANSACTION = "25P02";

	/**
	 * The SQLSTATE of a statement that may have been completed.
	 */
	public static final String COMPLETION_UNKNOWN = "40003";

	/**
	 * The SQLSTATE of a statement that exceeded {@code statement_timeout} or was
	 * canceled.
	 */
	public static final String QUERY_CANCELED = "57014";

	private static final String INSUFFICIENT_PRIVILEGE = "42501";

	private static final String OUT_OF_MEMORY = "53200";

	// limits of a statement, of waiting for a lock, of an idle transaction, of a
	// transaction
	private static final Set<String> TIME_LIMITS = Set.of(QUERY_CANCELED, "55P03", "25P03", "25P04");

	// within a transaction, or without one
	private static final Set<String> WHILE_IDLE = Set.of("25P03", "57P05");

	// by an administrator, by the crash of another backend
	private static final Set<String> ENDED = Set.of("57P01", "57P02");

	// undefined function, undefined table, undefined schema, insufficient privilege,
	// read-only, function of another schema
	private static final Set<String> UNUSABLE = Set.of("42883", "42P01", "3F000", INSUFFICIENT_PRIVILEGE, READ_ONLY,
			"55000");

	private SqlStates() {
	}

	/**
	 * Returns the first SQLSTATE in the chain of causes of a failure.
	 * @param failure the failure
	 * @return the SQLSTATE, empty if there is none
	 */
	public static String of(Throwable failure) {
		return Causes.chainOf(failure)
			.stream()
			.filter(SQLException.class::isInstance)
			.map((cause) -> Causes.get(((SQLException) cause)::getSQLState))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse("");
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
		// a fail-over is in progress
		if (state.equals(READ_ONLY)) {
			return Kind.UNAVAILABLE;
		}
		return switch (classOf(state)) {
			case "40" -> Kind.CONTENTION;
			case "53" -> Kind.FULL;
			// connection, operator intervention, system error
			case "08", "57", "58" -> Kind.UNAVAILABLE;
			default -> Kind.OTHER;
		};
	}

	/**
	 * Returns the class of a failure.
	 * @param state the SQLSTATE
	 * @return its first two characters, empty if it does not have 5 characters
	 */
	public static String classOf(String state) {
		return (state.length() == 5) ? state.substring(0, 2) : "";
	}

	/**
	 * Returns whether a connection is lost.
	 * @param state the SQLSTATE
	 * @return {@code true} if the connection cannot be used any more
	 */
	public static boolean isConnectionLost(String state) {
		return state.startsWith("08") || ENDED.contains(state);
	}

	/**
	 * Returns whether the server closed a connection before a statement, because the
	 * connection was idle.
	 * @param state the SQLSTATE
	 * @return {@code true} if the connection was idle
	 */
	public static boolean isWhileIdle(String state) {
		return WHILE_IDLE.contains(state);
	}

	/**
	 * Returns whether a function cannot be used on this server: it is missing, belongs to
	 * another schema, or may not be called.
	 * @param state the SQLSTATE
	 * @return {@code true} if each call fails
	 */
	public static boolean isUnusable(String state) {
		return UNUSABLE.contains(state);
	}

	/**
	 * Returns whether a table cannot be written: the server is read-only, or the user
	 * lacks a privilege.
	 * @param state the SQLSTATE
	 * @return {@code true} if each write fails
	 */
	public static boolean isUnwritable(String state) {
		return state.equals(READ_ONLY) || state.equals(INSUFFICIENT_PRIVILEGE);
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
