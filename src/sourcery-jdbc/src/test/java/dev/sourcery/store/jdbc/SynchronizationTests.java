package dev.sourcery.store.jdbc;

import java.util.concurrent.atomic.AtomicReference;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Transaction managers that do not announce each of their transactions.
 */
class SynchronizationTests {

	@Test
	void aManagerThatNeverSynchronizesIsRefusedAtOnce() {
		try (StoreDatabase database = new StoreDatabase()) {
			JdbcTransactionManager manager = new JdbcTransactionManager(database.dataSource());
			manager.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER);
			assertThatExceptionOfType(UnsynchronizedTransactionException.class)
				.isThrownBy(() -> store(database, manager))
				.withMessageContaining("SYNCHRONIZATION_ALWAYS");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aManagerThatStopsSynchronizingIsRefusedAtTheAppend(boolean autoCommit) {
		try (StoreDatabase database = new StoreDatabase((pool) -> pool.setAutoCommit(autoCommit))) {
			JdbcTransactionManager manager = new JdbcTransactionManager(database.dataSource());
			JdbcEventStore store = store(database, manager);
			manager.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER);
			AtomicReference<Throwable> failure = new AtomicReference<>();
			new TransactionTemplate(manager).executeWithoutResult((status) -> {
				database.jdbc().update("insert into business (note) values ('of the caller')");
				failure.set(catchThrowable(() -> append(store, "s", "1")));
				status.setRollbackOnly();
			});
			assertThat(database.jdbc().queryForObject("select count(*) from business", Long.class))
				.as("what the caller wrote and rolled back")
				.isZero();
			assertThat(failure.get()).isInstanceOf(UnsynchronizedTransactionException.class);
			assertThat(database.jdbc().queryForObject("select count(*) from sourcery.events", Long.class)).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aManagerThatSynchronizesActualTransactionsOnly(boolean autoCommit) {
		try (StoreDatabase database = new StoreDatabase((pool) -> pool.setAutoCommit(autoCommit))) {
			JdbcTransactionManager manager = new JdbcTransactionManager(database.dataSource());
			manager.setTransactionSynchronization(
					AbstractPlatformTransactionManager.SYNCHRONIZATION_ON_ACTUAL_TRANSACTION);
			JdbcEventStore store = store(database, manager);
			TransactionTemplate transaction = new TransactionTemplate(manager);
			transaction.executeWithoutResult((status) -> {
				append(store, "s", "1");
				status.setRollbackOnly();
			});
			transaction.executeWithoutResult((status) -> append(store, "s", "1"));
			transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
			transaction.executeWithoutResult((status) -> append(store, "s", "2"));
			append(store, "s", "3");
			assertThat(store.version(new StreamId("thing", "s"))).isEqualTo(3);
		}
	}

	private static JdbcEventStore store(StoreDatabase database, PlatformTransactionManager manager) {
		return new JdbcEventStore(database.dataSource(), manager,
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
	}

}
