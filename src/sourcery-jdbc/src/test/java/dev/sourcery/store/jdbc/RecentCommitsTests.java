package dev.sourcery.store.jdbc;

import java.util.List;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An append at a version that this node itself has committed past.
 */
class RecentCommitsTests {

	private static final StreamId STREAM = new StreamId("thing", "hot");

	private final StoreDatabase database = new StoreDatabase();

	private final StatementLog log = new StatementLog(this.database.dataSource());

	private final JdbcTransactionManager transactionManager = new JdbcTransactionManager(this.log);

	private final JdbcEventStore store = new JdbcEventStore(this.log, this.transactionManager,
			new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void isRefusedWithoutAStatement() {
		append(0, event("1"), event("2"));
		append(2, event("3"));
		this.log.statements().clear();
		assertThatExceptionOfType(VersionConflictException.class).isThrownBy(() -> append(1, event("x")))
			.satisfies((ex) -> {
				assertThat(ex.stream()).isEqualTo(STREAM);
				assertThat(ex.actual()).isEqualTo(3);
				assertThat(ex.winners()).hasSize(2);
			});
		assertThat(this.log.statements()).isEmpty();
	}

	@Test
	void isAnsweredWithTheFirstCommitIfItIsARepetition() {
		NewEvent first = event("1");
		Commit commit = append(0, first);
		append(1, event("2"));
		assertThat(append(0, first)).isEqualTo(commit);
	}

	@Test
	void isRefusedByTheDatabaseIfTooMuchHasHappenedSince() {
		for (int version = 0; version < 20; version++) {
			append(version, event("" + version));
		}
		this.log.statements().clear();
		assertThatExceptionOfType(VersionConflictException.class).isThrownBy(() -> append(1, event("x")))
			.satisfies((ex) -> assertThat(ex.actual()).isEqualTo(20));
		assertThat(this.log.statements()).isNotEmpty();
	}

	@Test
	void isNotRefusedForWhatWasRolledBack() {
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			append(0, event("rolled back"));
			status.setRollbackOnly();
		});
		assertThat(append(0, event("1")).version()).isEqualTo(1);
	}

	@Test
	void isRefusedAfterTheCommitOfACallersTransaction() {
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> append(0, event("1")));
		this.log.statements().clear();
		assertThatExceptionOfType(VersionConflictException.class).isThrownBy(() -> append(0, event("x")));
		assertThat(this.log.statements()).isEmpty();
	}

	@Test
	void isAcceptedWhenAnotherNodeHasTakenTheStreamFurther() {
		append(0, event("1"));
		this.database.store().append(STREAM, ExpectedVersion.exactly(1), List.of(event("of another node")));
		assertThat(append(2, event("3")).version()).isEqualTo(3);
		assertThatExceptionOfType(VersionConflictException.class).isThrownBy(() -> append(1, event("x")))
			.satisfies((ex) -> assertThat(ex.actual()).isEqualTo(3));
	}

	@Test
	void isRefusedForAllStreamsOfTheAppend() {
		append(0, event("1"));
		StreamId other = new StreamId("thing", "other");
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(
					() -> this.store.append(List.of(new Append(other, ExpectedVersion.noStream(), List.of(event("2"))),
							new Append(STREAM, ExpectedVersion.exactly(0), List.of(event("3"))))))
			.satisfies((ex) -> assertThat(ex.stream()).isEqualTo(STREAM));
		assertThat(this.store.exists(other)).isFalse();
	}

	private Commit append(long expected, NewEvent... events) {
		return this.store.append(STREAM, ExpectedVersion.exactly(expected), List.of(events));
	}

	private static NewEvent event(String text) {
		return NewEvent.of(new Happened(text));
	}

}
