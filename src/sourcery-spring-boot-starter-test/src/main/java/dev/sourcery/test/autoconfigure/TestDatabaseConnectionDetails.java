package dev.sourcery.test.autoconfigure;

import dev.sourcery.test.database.TestDatabase;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Connection details of the database of one application context. The pool is built from
 * them, so the context closes it first and drops the database then.
 */
final class TestDatabaseConnectionDetails implements JdbcConnectionDetails, AutoCloseable {

	private final TestDatabase database;

	TestDatabaseConnectionDetails(TestDatabase database) {
		this.database = database;
	}

	@Override
	public String getJdbcUrl() {
		return this.database.jdbcUrl();
	}

	@Override
	public String getUsername() {
		return this.database.username();
	}

	@Override
	public String getPassword() {
		return this.database.password();
	}

	@Override
	public void close() {
		this.database.close();
	}

}
