package dev.sourcery.store.jdbc;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the database answers with other than a lost connection: each is one exception,
 * nothing is stored, and the store works on when the cause is gone.
 */
class ListenerExceptionTests extends RefusingDatabase {

	static Stream<RuntimeException> failuresOfListeners() {
		return Stream.of(new EmptyResultDataAccessException(1), new IllegalTransactionStateException("no"),
				new UnexpectedRollbackException("no"), new IllegalStateException("no"));
	}

	@Test
	void whatAListenerThrowsSurfacesAsItIs() {
		start((pool) -> {
		});
		for (RuntimeException thrown : failuresOfListeners().toList()) {
			JdbcEventStore store = this.database.store();
			store.onAppend((appended) -> {
				throw thrown;
			});
			assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events)).isSameAs(thrown);
			assertThat(Way.IN_TRANSACTION.failure(this.database, store, this.events)).isSameAs(thrown);
		}
		assertThatItGoesOn(Way.ALONE, this.database.store());
	}

	@Test
	void whatAListenerThrowsSurfacesAlsoWhereTheRollbackFails() {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		AtomicBoolean ended = new AtomicBoolean();
		store.onAppend((appended) -> {
			if (ended.compareAndSet(false, true)) {
				this.database.jdbc().queryForList("select pg_terminate_backend(pg_backend_pid())");
			}
		});
		assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events)).isInstanceOf(DataAccessException.class)
			.hasMessageContaining("terminating connection");
		assertThat(stored()).isEmpty();
		assertThatItGoesOn(Way.ALONE, store);
	}

	@Test
	void aListenerWhosePartIsRolledBackTakesTheAppendWithIt() {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		TransactionTemplate joining = new TransactionTemplate(this.database.transactionManager());
		store.onAppend((appended) -> assertThat(catchThrowable(() -> joining.executeWithoutResult((status) -> {
			throw new IllegalStateException("kept to itself");
		}))).isNotNull());
		assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events))
			.isExactlyInstanceOf(UnexpectedRollbackException.class);
		assertThat(stored()).isEmpty();
	}

	@Test
	void whatAListenerDoesAfterTheCommitIsNoFailureOfTheCommit() {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		TransactionException thrown = new IllegalTransactionStateException("after the commit");
		store.onAppend((appended) -> TransactionSynchronizationManager
			.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					throw thrown;
				}
			}));
		assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events)).isSameAs(thrown);
		assertThat(stored()).hasSize(2);
	}

}
