package dev.sourcery.tail;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An open transaction that holds the settled position back.
 *
 * @since 0.1
 */
public sealed interface BlockingTransaction {

	/**
	 * The database user that opened the transaction.
	 * @return the database user, {@code null} if the database does not show it
	 */
	@Nullable String user();

	/**
	 * The instant since which the transaction has been open, by the clock of the
	 * database.
	 * @return the start of the transaction or, if it is prepared, the instant at which it
	 * was prepared; {@code null} if the database does not show it
	 */
	@Nullable Instant since();

	/**
	 * A transaction of a connection. For connections of other users the database shows
	 * only process, user and application, unless the user of the store has the role
	 * {@code pg_read_all_stats}.
	 *
	 * @param pid the process id of the backend
	 * @param applicationName the name that the application set for its connection, often
	 * empty
	 * @param user the database user
	 * @param since the start of the transaction
	 * @param state the state of the backend, such as {@code idle in transaction}
	 * @param lastQuery the statement that is running or ran last; without parameters, but
	 * with the values that are part of its text
	 */
	record Running(int pid, @Nullable String applicationName, @Nullable String user, @Nullable Instant since,
			@Nullable String state, @Nullable String lastQuery) implements BlockingTransaction {

	}

	/**
	 * A transaction that was prepared for a two-phase commit and no longer belongs to a
	 * connection. It survives restarts of the server.
	 *
	 * @param gid the identifier with which the transaction was prepared
	 * @param user the database user that prepared it
	 * @param since the instant at which it was prepared
	 */
	record Prepared(String gid, @Nullable String user, @Nullable Instant since) implements BlockingTransaction {

	}

}
