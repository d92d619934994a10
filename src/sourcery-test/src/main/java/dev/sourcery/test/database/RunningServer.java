package dev.sourcery.test.database;

/**
 * A server that can create databases.
 */
interface RunningServer {

	/**
	 * Where to create databases from.
	 * @return the URL of the maintenance database, without user and password
	 */
	String jdbcUrl();

	String username();

	String password();

	/**
	 * Names the kind of server and its address, for messages.
	 * @return a noun phrase without user and password
	 */
	String description();

	/**
	 * Whether databases stay there when the JVM ends, and so have to be dropped.
	 * @return whether they stay
	 */
	boolean outlivesTheJvm();

	void stop();

	/**
	 * How a database is best copied from its template.
	 * @return an option of {@code create database}, empty for the server's default
	 */
	default String copyOption() {
		return "";
	}

}
