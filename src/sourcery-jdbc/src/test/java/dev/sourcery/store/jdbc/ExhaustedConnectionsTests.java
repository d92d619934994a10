package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

import dev.sourcery.store.StoreFullException;
import dev.sourcery.store.StoreUnavailableException;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the database answers with other than a lost connection: each is one exception,
 * nothing is stored, and the store works on when the cause is gone.
 */
class ExhaustedConnectionsTests extends RefusingDatabase {

	@ParameterizedTest
	@EnumSource(names = { "ALONE", "WITH_LISTENER" })
	void anExhaustedPool(Way way) throws SQLException {
		start((pool) -> {
			pool.setMaximumPoolSize(1);
			pool.setConnectionTimeout(250);
		});
		JdbcEventStore store = way.store(this.database);
		try (Connection only = this.database.dataSource().getConnection()) {
			assertThat(only.isValid(1)).isTrue();
			assertThat(way.failure(this.database, store, this.events))
				.isExactlyInstanceOf(StoreUnavailableException.class)
				.hasMessageContaining("this call stored nothing")
				.hasMessageContaining("size of the connection pool")
				.satisfies(stateIs(null));
			assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> store.version(Way.FIRST))
				.withMessageContaining("the read is incomplete");
		}
		assertThatItGoesOn(way, store);
	}

	@ParameterizedTest
	@EnumSource(names = { "ALONE", "WITH_LISTENER" })
	@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*",
			disabledReason = "takes a superuser")
	void tooManyConnections(Way way) throws SQLException {
		String role = "few_" + UUID.randomUUID().toString().replace("-", "");
		start((pool) -> {
			new JdbcTemplate(pool.getDataSource())
				.execute("create role %s login password 'few' connection limit 1".formatted(role));
			PGSimpleDataSource dataSource = (PGSimpleDataSource) pool.getDataSource();
			dataSource.setUser(role);
			dataSource.setPassword("few");
			pool.setConnectionTimeout(250);
			pool.setInitializationFailTimeout(-1);
		});
		JdbcEventStore store = way.store(this.database);
		PGSimpleDataSource dataSource = (PGSimpleDataSource) this.database.database().dataSource();
		dataSource.setUser(role);
		dataSource.setPassword("few");
		try (Connection only = dataSource.getConnection()) {
			assertThat(only.isValid(1)).isTrue();
			assertThat(way.failure(this.database, store, this.events)).isExactlyInstanceOf(StoreFullException.class)
				.satisfies(stateIs("53300"));
		}
		finally {
			assertThat(stored()).isEmpty();
			this.direct.execute("drop role " + role);
		}
	}

}
