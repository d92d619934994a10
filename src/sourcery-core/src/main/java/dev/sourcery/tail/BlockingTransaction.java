package dev.sourcery.tail;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An open transaction that holds the settled position back.
 */
public sealed interface BlockingTransaction {

	/**
	 * Who opened it.
	 * @return the database user, {@code null} if the database does not tell
	 */
	@Nullable String user();

	/**
	 * How long it has been open, by the clock of the database.
	 * @return when it began or, if it is prepared, when it was prepared; {@code null} if
	 * the database does not tell
	 */
	@Nullable Instant since();

	/**
	 * A transaction of a connection. Of connections of other users the database tells no
	 * more than process, user and application, unless the user of the store has the role
	 * {@code pg_read_all_stats}.
	 *
	 * @param pid the process id of the backend
	 * @param applicationName the name the application gave to its connection, often empty
	 * @param user the database user
	 * @param since when the transaction began
	 * @param state what the backend is doing, such as {@code idle in transaction}
	 * @param lastQuery the statement it is running, or ran last; without parameters, but
	 * with the values that are part of its text
	 */
	record Running(int pid, @Nullable String applicationName, @Nullable String user, @Nullable Instant since,
			@Nullable String state, @Nullable String lastQuery) implements BlockingTransaction {

	}

	/**
	 * A transaction that was prepared for a commit in two phases and belongs to no
	 * connection any more. It survives restarts of the server.
	 *
	 * @param gid the identifier it was prepared with
	 * @param user the database user who prepared it
	 * @param since when it was prepared
	 */
	record Prepared(String gid, @Nullable String user, @Nullable Instant since) implements BlockingTransaction {

	}

}
