package dev.sourcery.projection;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.store.Commit;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreFullException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

class ProjectionOutageTests extends ProjectionsFixture {

	@Test
	void whatTheStoreSaysWillPassIsTriedAgainForAsLongAsItLasts() throws Exception {
		IllegalStateException cause = new IllegalStateException("not a failure of SQL");
		List<RuntimeException> failures = List.of(new StoreUnavailableException(null, cause),
				new StoreTimeoutException(StoreOperation.APPEND, "25P04", cause),
				new StoreContentionException(StoreOperation.READ, null, cause),
				new StoreFullException(StoreOperation.APPEND, null, cause));
		AtomicInteger attempts = new AtomicInteger();
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			int attempt = attempts.getAndIncrement();
			if (attempt < 12) {
				throw failures.get(attempt % failures.size());
			}
		});
		start(notes).await("notes", token(append(this.store, "s", "1")), LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void killedConnectionsAreSurvived() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.store, "s", "1")), LONG);
		for (int i = 2; i <= 5; i++) {
			try (var connection = this.database.database().dataSource().getConnection();
					var statement = connection.createStatement()) {
				statement.execute("""
						select pg_terminate_backend(pid)
						from pg_stat_activity
						where datname = current_database() and pid <> pg_backend_pid()
						""");
			}
			String text = Integer.toString(i);
			Commit commit = Awaitility.await()
				.ignoreExceptions()
				.until(() -> append(this.store, "s", text), (c) -> true);
			projections.await("notes", token(commit), LONG);
		}
		assertThat(rows()).containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void aFailureOfTheDatabaseIsOverWhenItIsOver() throws Exception {
		try (StoreDatabase small = new StoreDatabase((pool) -> {
			pool.setMaximumPoolSize(1);
			pool.setConnectionTimeout(250);
		})) {
			Projections projections = new Projections(
					List.of(ProjectionDefinition.of(new Notes(small.jdbc()), small.store().types())), small.store(),
					small.checkpoints(), SETTINGS);
			this.started.add(projections);
			projections.start();
			JdbcEventStore events = small.store();
			Commit commit = Awaitility.await().ignoreExceptions().until(() -> append(events, "s", "1"), (c) -> true);
			projections.await("notes", token(commit), LONG);
			try (Connection held = Awaitility.await()
				.ignoreExceptions()
				.until(() -> small.dataSource().getConnection(), (c) -> true)) {
				assertThat(held.isValid(1)).isTrue();
				Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.RETRYING);
			}
			Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.RUNNING);
			assertThat(projections.status("notes").failure()).isNull();
			projections.stop();
		}
	}

	@Test
	void aRollbackThatAHandlerHidesIsNoticed() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		TransactionTemplate joining = new TransactionTemplate(this.database.transactionManager());
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			if (attempts.incrementAndGet() == 1) {
				joining.executeWithoutResult(TransactionExecution::setRollbackOnly);
			}
			else if (attempts.get() == 2) {
				try {
					this.database.jdbc().execute("select 1 / 0");
				}
				catch (DataAccessException ex) {
					// the transaction is aborted now
				}
			}
		});
		SubscriptionSettings patient = new SubscriptionSettings(100, Duration.ofMillis(50), LONG, Duration.ofMillis(5),
				Duration.ofMillis(20), Duration.ofSeconds(10));
		start(this.store, patient, notes).await("notes", token(append(this.store, "s", "1")), LONG);
		assertThat(attempts).hasValue(3);
		assertThat(rows()).containsExactly("1");
	}

}
