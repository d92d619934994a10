package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A user that may read the tables, but not the sequence.
 */
class MissingRightTests {

	private final StoreDatabase database = new StoreDatabase();

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*",
			disabledReason = "takes a superuser")
	void aUserWithoutARightOnTheSequenceIsToldSo() {
		StoreDatabase.append(this.database.store(), "s", "1");
		this.database.jdbc().execute("""
				drop role if exists check_reader;
				create role check_reader;
				grant usage on schema sourcery to check_reader;
				grant select on all tables in schema sourcery to check_reader
				""");
		DataSource limited = new DelegatingDataSource(this.database.dataSource()) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				try (Statement statement = connection.createStatement()) {
					statement.execute("set role check_reader");
				}
				return connection;
			}

		};
		JdbcEventStore store = new JdbcEventStore(limited, new JdbcTransactionManager(limited),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
		try {
			assertThatException().isThrownBy(store::settledPosition)
				.withStackTraceContaining("permission denied for sequence");
		}
		finally {
			this.database.jdbc().execute("reset role; drop owned by check_reader; drop role check_reader");
		}
	}

}
