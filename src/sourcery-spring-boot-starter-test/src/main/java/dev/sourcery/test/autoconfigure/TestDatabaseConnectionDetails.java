package dev.sourcery.test.autoconfigure;

import dev.sourcery.test.database.TestDatabase;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Connection details of the database of one application context. The pool depends on
 * them, so the context closes the pool before it drops the database.
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
