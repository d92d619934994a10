package dev.sourcery.store.jdbc;

/**
 * The condition under which appends of different callers share statements and commits,
 * and with them a connection.
 *
 * @since 0.1
 */
public enum GroupMode {

	/**
	 * Shared if connections do not depend on the calling thread: the class of the {@code
	 * DataSource} is a known connection pool.
	 */
	AUTO,

	/**
	 * Shared with any {@code DataSource}. Must be set only if its connections do not
	 * depend on the calling thread, since an append may be stored through the connection
	 * of another caller.
	 */
	ALWAYS,

	/**
	 * Never shared.
	 */
	NEVER

}
