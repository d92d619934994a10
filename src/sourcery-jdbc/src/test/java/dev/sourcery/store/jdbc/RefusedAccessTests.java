package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.sourcery.store.ReadOnlyTransactionException;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the database answers with other than a lost connection: each is one exception,
 * nothing is stored, and the store works on when the cause is gone.
 */
class RefusedAccessTests extends RefusingDatabase {

	@ParameterizedTest
	@EnumSource(names = { "SEVERAL_STREAMS", "WITH_LISTENER", "IN_TRANSACTION" })
	void aServerThatOnlyReads(Way way) {
		startWith("set default_transaction_read_only = on");
		assertThat(way.failure(this.database, way.store(this.database), this.events))
			.isExactlyInstanceOf(StoreUnavailableException.class)
			.satisfies(stateIs("25006"));
		assertThat(stored()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "IN_TRANSACTION", "AT_ANY_VERSION_IN_TRANSACTION" })
	void aReadOnlyTransactionOfTheCaller(Way way) {
		start((pool) -> {
		});
		JdbcEventStore store = way.store(this.database);
		TransactionTemplate readOnly = new TransactionTemplate(this.database.transactionManager());
		readOnly.setReadOnly(true);
		List<Throwable> failures = new ArrayList<>();
		readOnly.executeWithoutResult((status) -> {
			// joins: what the outermost transaction says holds
			failures.add(way.failure(this.database, store, this.events));
			status.setRollbackOnly();
		});
		assertThat(failures.get(0)).isExactlyInstanceOf(ReadOnlyTransactionException.class)
			.hasMessageContaining("readOnly = true")
			.hasMessageContaining("thing/first");
		assertThatItGoesOn(way, store);
	}

	@ParameterizedTest
	@EnumSource
	void aReadOnlyPool(Way way) {
		start((pool) -> {
			pool.setReadOnly(true);
			pool.setAutoCommit(false);
		});
		assertThat(way.failure(this.database, way.store(this.database), this.events))
			.isExactlyInstanceOf(ReadOnlyTransactionException.class)
			.hasMessageContaining("connection pool");
		assertThat(stored()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "ALONE", "IN_TRANSACTION" })
	@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*",
			disabledReason = "takes a superuser")
	void aMissingRight(Way way) {
		startWith("set role pg_monitor");
		assertThat(way.failure(this.database, way.store(this.database), this.events))
			.isExactlyInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("permission denied")
			.satisfies(stateIs("42501"));
		assertThat(stored()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aMissingTable(Way way) {
		start((pool) -> {
		});
		JdbcEventStore store = way.store(this.database);
		this.direct.execute("alter table sourcery.events rename to gone");
		assertThat(way.failure(this.database, store, this.events)).isExactlyInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("this call stored nothing")
			.satisfies(stateIs("42P01"));
		assertThat(catchThrowable(() -> store.version(Way.FIRST))).isExactlyInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("the read is incomplete")
			.satisfies((ex) -> assertThat(((StoreAccessException) ex).operation()).isEqualTo(StoreOperation.READ));
		this.direct.execute("alter table sourcery.gone rename to events");
		assertThatItGoesOn(way, store);
	}

	@Test
	void manyCallersAtOnceAreEachRefused() throws Exception {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		this.direct.execute("alter table sourcery.events rename to gone");
		List<Future<Throwable>> failures = new ArrayList<>();
		IntStream.range(0, 60)
			.forEach((number) -> failures
				.add(this.threads.submit(() -> catchThrowable(() -> StoreDatabase.append(store, "s" + number, "x")))));
		for (Future<Throwable> failure : failures) {
			assertThat(failure.get()).isExactlyInstanceOf(StoreRefusedException.class);
		}
		this.direct.execute("alter table sourcery.gone rename to events");
		assertThatItGoesOn(Way.ALONE, store);
	}

}
