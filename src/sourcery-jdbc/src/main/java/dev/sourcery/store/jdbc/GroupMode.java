package dev.sourcery.store.jdbc;

/**
 * When appends of different callers share statements and commits, and with them a
 * connection.
 */
public enum GroupMode {

	/**
	 * Where connections do not depend on the calling thread: the class of the
	 * {@code DataSource} is a known connection pool.
	 */
	AUTO,

	/**
	 * With any {@code DataSource}. To be set only if its connections do not depend on the
	 * calling thread, since an append may be stored through the connection of another
	 * caller.
	 */
	ALWAYS,

	/**
	 * Never.
	 */
	NEVER

}
