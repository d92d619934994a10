package dev.sourcery.test.database;

/**
 * A server that can create databases.
 */
interface RunningServer {

	/**
	 * Returns the URL of the database from which databases are created.
	 * @return the URL of the maintenance database, without user and password
	 */
	String jdbcUrl();

	String username();

	String password();

	/**
	 * Returns the kind of server and its address, for messages.
	 * @return a noun phrase without user and password
	 */
	String description();

	/**
	 * Returns whether databases remain on the server when the JVM ends, and therefore
	 * have to be dropped.
	 * @return whether databases remain
	 */
	boolean outlivesTheJvm();

	void stop();

	/**
	 * Returns the option with which a database is copied from its template most
	 * efficiently.
	 * @return an option of {@code create database}, empty for the server's default
	 */
	default String copyOption() {
		return "";
	}

}
