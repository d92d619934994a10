package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.TransactionCompletedException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Appends after the commit or the roll-back of a transaction whose connection is still
 * bound to the thread.
 */
class CompletionPhaseTests {

	private static final StoreDatabase autoCommitting = new StoreDatabase();

	private static final StoreDatabase notCommitting = new StoreDatabase((pool) -> pool.setAutoCommit(false));

	private static final StoreDatabase otherDatabase = new StoreDatabase();

	@AfterAll
	static void close() {
		autoCommitting.close();
		notCommitting.close();
		otherDatabase.close();
	}

	private static StoreDatabase emptied(StoreDatabase database) {
		new JdbcTemplate(database.database().dataSource())
			.execute("begin; set local sourcery.rewrite_history = 'on'; delete from sourcery.events; commit");
		return database;
	}

	static Stream<Arguments> phases() {
		return Stream.of(Phase.values())
			.flatMap((phase) -> Stream.of(true, false)
				.flatMap((autoCommit) -> Stream.of(true, false)
					.map((usedBefore) -> Arguments.of(phase, autoCommit, usedBefore))));
	}

	@ParameterizedTest
	@MethodSource("phases")
	void anAppendIsRefusedWithTheRemedy(Phase phase, boolean autoCommit, boolean usedBefore) {
		StoreDatabase database = emptied(autoCommit ? autoCommitting : notCommitting);
		JdbcEventStore store = database.store();
		List<Throwable> failures = inPhase(phase, database.transactionManager(), () -> {
			if (usedBefore) {
				append(store, "before", "1");
			}
		}, () -> append(store, "late", "1"), () -> append(store, "late", "2"));
		assertThat(failures).hasSize(2)
			.allSatisfy((failure) -> assertThat(failure).isInstanceOf(TransactionCompletedException.class)
				.hasMessageContaining("REQUIRES_NEW"));
		assertThat(((TransactionCompletedException) failures.get(0)).streams())
			.containsExactly(new StreamId("thing", "late"));
		assertThat(streams(database)).isEqualTo((usedBefore && phase.commits()) ? List.of("before") : List.of());
		append(store, "after", "1");
		assertThat(streams(database)).contains("after").doesNotContain("late");
	}

	@ParameterizedTest
	@MethodSource("phases")
	void aNewTransactionStores(Phase phase, boolean autoCommit, boolean usedBefore) {
		StoreDatabase database = emptied(autoCommit ? autoCommitting : notCommitting);
		JdbcEventStore store = database.store();
		TransactionTemplate requiresNew = new TransactionTemplate(database.transactionManager());
		requiresNew.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		List<Throwable> failures = inPhase(phase, database.transactionManager(), () -> {
			if (usedBefore) {
				append(store, "before", "1");
			}
		}, () -> requiresNew.execute((status) -> append(store, "new", "1")),
				() -> requiresNew.execute((status) -> append(store, "new", "2")), () -> append(store, "late", "1"));
		assertThat(failures.subList(0, 2)).containsOnlyNulls();
		assertThat(failures.get(2)).isInstanceOf(TransactionCompletedException.class);
		assertThat(store.version(new StreamId("thing", "new"))).isEqualTo(2);
		assertThat(streams(database)).doesNotContain("late");
	}

	@ParameterizedTest
	@MethodSource("phases")
	void aRepositoryIsRefusedToo(Phase phase, boolean autoCommit, boolean usedBefore) {
		StoreDatabase database = emptied(autoCommit ? autoCommitting : notCommitting);
		Repository<Thing, String> things = new RepositoryFactory(database.store()).of(AggregateType.of(Thing.class));
		things.create("known", "1");
		List<Throwable> failures = inPhase(phase, database.transactionManager(), () -> {
			if (usedBefore) {
				things.create("before", "1");
			}
		}, () -> things.create("late", "1"), () -> things.update("known", "2"), () -> things.upsert("late", "1"));
		assertThat(failures).hasSize(3).hasOnlyElementsOfType(TransactionCompletedException.class);
		assertThat(things.load("known").version()).isEqualTo(1);
		assertThat(things.find("late")).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("phases")
	void theTransactionOfAnotherDatabaseIsNoObstacle(Phase phase, boolean autoCommit, boolean usedBefore) {
		StoreDatabase database = emptied(autoCommit ? autoCommitting : notCommitting);
		JdbcEventStore store = database.store();
		List<Throwable> failures = inPhase(phase, otherDatabase.transactionManager(), () -> {
			if (usedBefore) {
				append(store, "s", "1");
			}
		}, () -> append(store, "s", "2"), () -> append(store, "s", "3"));
		assertThat(failures).containsOnlyNulls();
		assertThat(store.version(new StreamId("thing", "s"))).isEqualTo(usedBefore ? 3 : 2);
	}

	@ParameterizedTest
	@MethodSource("phases")
	void anAppendBeforeTheCommitStillBelongsToTheTransaction(Phase phase, boolean autoCommit, boolean usedBefore) {
		StoreDatabase database = emptied(autoCommit ? autoCommitting : notCommitting);
		JdbcEventStore store = database.store();
		TransactionTemplate transaction = new TransactionTemplate(database.transactionManager());
		transaction.executeWithoutResult((status) -> {
			if (usedBefore) {
				append(store, "s", "1");
			}
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void beforeCommit(boolean readOnly) {
					append(store, "s", "before the commit");
				}

				@Override
				public void beforeCompletion() {
					append(store, "s", "before the completion");
				}
			});
			if (!phase.commits()) {
				status.setRollbackOnly();
			}
		});
		assertThat(store.version(new StreamId("thing", "s"))).isEqualTo(!phase.commits() ? 0 : (usedBefore ? 3 : 2));
	}

	/**
	 * A transaction manager that is hidden behind another one gives no sign of its
	 * commit, unless the store has taken part before.
	 */
	@ParameterizedTest
	@MethodSource("phases")
	void aWrappedTransactionManagerWhereTheStoreWasUsedBefore(Phase phase, boolean autoCommit, boolean usedBefore) {
		StoreDatabase database = emptied(autoCommit ? autoCommitting : notCommitting);
		PlatformTransactionManager wrapped = wrapped(database.transactionManager());
		JdbcEventStore store = new JdbcEventStore(database.dataSource(), wrapped,
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
		if (!usedBefore && phase == Phase.AFTER_COMMIT) {
			return;
		}
		List<Throwable> failures = inPhase(phase, wrapped, () -> {
			if (usedBefore) {
				append(store, "before", "1");
			}
		}, () -> append(store, "late", "1"));
		assertThat(failures).hasOnlyElementsOfType(TransactionCompletedException.class);
		assertThat(streams(database)).doesNotContain("late");
	}

	private static PlatformTransactionManager wrapped(PlatformTransactionManager target) {
		return new PlatformTransactionManager() {
			@Override
			public TransactionStatus getTransaction(TransactionDefinition definition) {
				return target.getTransaction(definition);
			}

			@Override
			public void commit(TransactionStatus status) {
				target.commit(status);
			}

			@Override
			public void rollback(TransactionStatus status) {
				target.rollback(status);
			}
		};
	}

	/**
	 * Runs actions in a phase of a transaction.
	 * @return what each of them threw, or {@code null}
	 */
	private static List<Throwable> inPhase(Phase phase, PlatformTransactionManager transactionManager, Runnable before,
			Runnable... actions) {
		List<Throwable> failures = new ArrayList<>();
		new TransactionTemplate(transactionManager).executeWithoutResult((status) -> {
			TransactionSynchronizationManager.registerSynchronization(phase.running(() -> {
				for (Runnable action : actions) {
					failures.add(catchThrowable(action::run));
				}
			}));
			before.run();
			if (!phase.commits()) {
				status.setRollbackOnly();
			}
		});
		return failures;
	}

	private static List<String> streams(StoreDatabase database) {
		return database.jdbc().queryForList("select stream_id from sourcery.events order by position", String.class);
	}

	enum Phase {

		AFTER_COMMIT, AFTER_COMPLETION, AFTER_ROLLBACK;

		boolean commits() {
			return this != AFTER_ROLLBACK;
		}

		TransactionSynchronization running(Runnable action) {
			Consumer<Phase> ifWanted = (phase) -> {
				if (phase == this) {
					action.run();
				}
			};
			return new TransactionSynchronization() {
				// as early as possible
				@Override
				public int getOrder() {
					return HIGHEST_PRECEDENCE;
				}

				@Override
				public void afterCommit() {
					ifWanted.accept(AFTER_COMMIT);
				}

				@Override
				public void afterCompletion(int status) {
					ifWanted.accept((status == STATUS_COMMITTED) ? AFTER_COMPLETION : AFTER_ROLLBACK);
				}
			};
		}

	}

	@Aggregate("thing")
	record Thing(String text) {

		@CommandHandler
		static Happened begin(String text) {
			return new Happened(text);
		}

		@CommandHandler
		Happened change(String text) {
			return new Happened(text);
		}

		@Apply
		static Thing begun(Happened event) {
			return new Thing(event.text());
		}

		@Apply
		Thing changed(Happened event) {
			return new Thing(event.text());
		}

	}

}
