package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.StreamId;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.AfterCommitFailedException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.CompletionPhaseTests.Thing;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A listener within the caller's transaction fails, and the caller catches the exception.
 */
class FailedListenerTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());

	private final AtomicBoolean failing = new AtomicBoolean(true);

	@BeforeEach
	void listen() {
		this.store.onAppend((events) -> write("half of a read model"));
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("no"), new StackOverflowError("no"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void nothingIsCommitted(Throwable failure) {
		failWith(failure);
		for (ExpectedVersion expected : List.of(ExpectedVersion.any(), ExpectedVersion.noStream())) {
			assertThatExceptionOfType(UnexpectedRollbackException.class)
				.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
					write("row of the caller");
					assertThat(catchThrowable(() -> append(expected))).isSameAs(failure);
				}));
			assertThat(events()).isZero();
			assertThat(rows()).isZero();
		}
		this.failing.set(false);
		this.transaction.executeWithoutResult((status) -> append(ExpectedVersion.noStream()));
		assertThat(events()).isEqualTo(1);
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void aSavepointOfTheCallerTakesAllOfItBack() {
		failWith(new IllegalStateException("no"));
		TransactionTemplate nested = new TransactionTemplate(this.database.transactionManager());
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		this.transaction.executeWithoutResult((status) -> {
			write("row of the caller");
			assertThat(catchThrowable(() -> nested.executeWithoutResult((inner) -> append(ExpectedVersion.noStream()))))
				.isInstanceOf(IllegalStateException.class);
		});
		assertThat(events()).isZero();
		assertThat(rows()).as("the caller's own").isEqualTo(1);
	}

	@Test
	void aCallbackAfterTheCommitIsNotTakenForTheOutcomeOfTheAppend() {
		this.store.onAppend(
				(events) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
					@Override
					public void afterCommit() {
						throw new VersionConflictException(Way.FIRST, ExpectedVersion.exactly(7), 8L, List.of(), null);
					}
				}));
		Repository<Thing, String> things = new RepositoryFactory(this.store).of(AggregateType.of(Thing.class));
		assertThatExceptionOfType(AfterCommitFailedException.class).isThrownBy(() -> things.upsert("1", "command"))
			.withCauseInstanceOf(VersionConflictException.class)
			.satisfies((ex) -> assertThat(ex.streams()).containsExactly(new StreamId("thing", "1")));
		assertThat(events()).as("the command has run once").isEqualTo(1);
	}

	private void failWith(Throwable failure) {
		this.store.onAppend((events) -> {
			if (this.failing.get()) {
				FailedListenerTests.<RuntimeException>sneakilyThrow(failure);
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneakilyThrow(Throwable failure) throws T {
		throw (T) failure;
	}

	private void append(ExpectedVersion expected) {
		this.store.append(Way.FIRST, expected, List.of(NewEvent.of(new Happened("1"))));
	}

	private void write(String note) {
		this.database.jdbc().update("insert into business (note) values (?)", note);
	}

	private long events() {
		return this.database.jdbc().queryForObject("select count(*) from sourcery.events", Long.class);
	}

	private long rows() {
		return this.database.jdbc().queryForObject("select count(*) from business", Long.class);
	}

}
