package dev.sourcery.test.database;

import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh PostgreSQL database for one test, test class or application context. It is
 * created from a {@link TestDatabaseTemplate} and is dropped by {@link #close()}, or with
 * the server when the JVM ends.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 */
public final class TestDatabase implements AutoCloseable {

	private final TestServer server;

	private final String name;

	TestDatabase(TestServer server, String name) {
		this.server = server;
		this.name = name;
	}

	/**
	 * Creates an empty database.
	 * @return the database
	 * @throws TestDatabaseException if the server cannot be started or rejects the
	 * statement
	 */
	public static TestDatabase create() {
		return TestDatabaseTemplate.empty().create();
	}

	/**
	 * Returns the name of the database on its server.
	 * @return a random name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the kind and the address of the server, such as
	 * {@code embedded PostgreSQL at localhost:5432}, for messages.
	 * @return a description without user and password
	 */
	public String server() {
		return this.server.description();
	}

	/**
	 * Returns the JDBC URL, without user and password.
	 * @return a URL of the PostgreSQL driver
	 */
	public String jdbcUrl() {
		return this.server.jdbcUrl(this.name);
	}

	/**
	 * Returns the user of connections, which has the right to create databases.
	 * @return the user name
	 */
	public String username() {
		return this.server.username();
	}

	/**
	 * Returns the password of the user.
	 * @return the password, empty if none is needed
	 */
	public String password() {
		return this.server.password();
	}

	/**
	 * Creates a data source of this database, without a pool: each connection is new.
	 * @return a data source
	 */
	public DataSource dataSource() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(jdbcUrl());
		dataSource.setUser(username());
		dataSource.setPassword(password());
		return dataSource;
	}

	/**
	 * Delays the end of the JVM, for at most some seconds, until this database is closed.
	 * Intended for owners that close it in their own shutdown hook, such as an
	 * application context, because the server might otherwise have been stopped before.
	 * @return this database
	 */
	public TestDatabase closedAtShutdown() {
		this.server.awaitAtShutdown(this.name);
		return this;
	}

	/**
	 * Drops the database and ends all its connections. Closing it repeatedly has no
	 * effect.
	 * @throws TestDatabaseException if the server rejects the statement
	 */
	@Override
	public void close() {
		this.server.drop(this.name);
	}

	@Override
	public String toString() {
		return jdbcUrl();
	}

}
