package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.CuttingProxy.Moment;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Connections that break, each at a moment of which it is known whether the events are
 * stored, although the caller may not know.
 */
class LostConnectionTests extends LostConnectionFixture {

	private static final String INSERT = "insert into sourcery.events";

	private static final String COMMIT = "COMMIT";

	static Stream<Arguments> unknown() {
		return Stream.concat(
				Stream.of(Moment.BEFORE_EXECUTION, Moment.BEFORE_THE_ANSWER)
					.flatMap((moment) -> Stream.of(Arguments.of(Way.ALONE, INSERT, moment, true),
							Arguments.of(Way.SEVERAL_STREAMS, INSERT, moment, true),
							Arguments.of(Way.ALONE, COMMIT, moment, false),
							Arguments.of(Way.SEVERAL_STREAMS, COMMIT, moment, false),
							Arguments.of(Way.WITH_LISTENER, COMMIT, moment, true))),
				Stream.of(Arguments.of(Way.ALONE, INSERT, Moment.SILENCE, true),
						Arguments.of(Way.WITH_LISTENER, COMMIT, Moment.SILENCE, true)));
	}

	@ParameterizedTest
	@MethodSource("unknown")
	void whereTheOutcomeIsUnknownARetryFindsOut(Way way, String statement, Moment moment, boolean autoCommit) {
		start((pool) -> {
			pool.setAutoCommit(autoCommit);
			giveUpWaiting(pool);
		});
		JdbcEventStore store = way.store(this.database);
		this.proxy.breakAt(moment, statement);

		AppendOutcomeUnknownException unknown = catchThrowableOfType(AppendOutcomeUnknownException.class,
				() -> way.append(this.database, store, this.events));
		assertThat(unknown.eventIds()).containsExactlyElementsOf(ids(this.events));
		assertThat(unknown.streams()).containsExactlyElementsOf(
				(way == Way.SEVERAL_STREAMS) ? List.of(Way.FIRST, Way.SECOND) : List.of(Way.FIRST));
		assertThat(unknown.sqlState()).isNotEqualTo("");
		List<UUID> stored = stored();
		assertThat(stored).hasSize((moment == Moment.BEFORE_EXECUTION) ? 0 : 2);

		List<Commit> commits = way.append(this.database, store, this.events);
		assertThat(commits.stream().flatMap((commit) -> commit.events().stream())).extracting(RecordedEvent::eventId)
			.containsExactlyElementsOf(ids(this.events));
		assertThat(stored()).containsExactlyElementsOf(ids(this.events));
	}

	static Stream<Arguments> known() {
		return Stream.of(Moment.BEFORE_EXECUTION, Moment.BEFORE_THE_ANSWER)
			.flatMap((moment) -> Stream.of(Arguments.of(Way.ALONE, INSERT, moment, false),
					Arguments.of(Way.SEVERAL_STREAMS, INSERT, moment, false),
					Arguments.of(Way.WITH_LISTENER, INSERT, moment, true),
					Arguments.of(Way.WITH_LISTENER, INSERT, moment, false),
					Arguments.of(Way.IN_TRANSACTION, INSERT, moment, true),
					Arguments.of(Way.AT_ANY_VERSION_IN_TRANSACTION, "SAVEPOINT", moment, true),
					Arguments.of(Way.AT_ANY_VERSION_IN_TRANSACTION, INSERT, moment, true)));
	}

	@ParameterizedTest
	@MethodSource("known")
	void withinATransactionNothingIsStored(Way way, String statement, Moment moment, boolean autoCommit) {
		start((pool) -> pool.setAutoCommit(autoCommit));
		JdbcEventStore store = way.store(this.database);
		this.proxy.breakAt(moment, statement);

		assertThat(way.failure(this.database, store, this.events)).hasMessageContaining("this call stored nothing")
			.isInstanceOfSatisfying(StoreUnavailableException.class, (ex) -> {
				assertThat(ex.operation()).isEqualTo(StoreOperation.APPEND);
				assertThat(ex.sqlState()).isEqualTo("08006");
			});
		assertThat(stored()).isEmpty();

		way.append(this.database, store, this.events);
		assertThat(stored()).containsExactlyElementsOf(ids(this.events));
	}

	@ParameterizedTest
	@EnumSource(names = "SILENCE", mode = Mode.EXCLUDE)
	void whereTheCommitOfTheCallersTransactionIsUnknownTheWholeTransactionFindsOut(Moment moment) {
		start();
		JdbcEventStore store = Way.IN_TRANSACTION.store(this.database);
		this.proxy.breakAt(moment, COMMIT);
		assertThat(catchThrowable(() -> Way.IN_TRANSACTION.append(this.database, store, this.events)))
			.isInstanceOfAny(DataAccessException.class, TransactionException.class);
		assertThat(stored()).hasSize((moment == Moment.BEFORE_EXECUTION) ? 0 : 2);

		assertThat(Way.IN_TRANSACTION.append(this.database, store, this.events).get(0).version()).isEqualTo(2);
		assertThat(stored()).containsExactlyElementsOf(ids(this.events));
	}

	@ParameterizedTest
	@EnumSource(names = "SILENCE", mode = Mode.EXCLUDE)
	void withoutAPoolTheCommitOfTheStoresOwnTransactionIsUnknownToo(Moment moment) {
		start();
		PGSimpleDataSource dataSource = (PGSimpleDataSource) this.database.database().dataSource();
		this.proxy.lead(dataSource);
		JdbcEventStore store = store(dataSource);
		store.onAppend((events) -> {
		});
		for (String statement : List.of(INSERT, COMMIT)) {
			this.proxy.breakAt(moment, statement);
			assertThat(catchThrowable(() -> store.append(Way.FIRST, ExpectedVersion.noStream(), this.events)))
				.isInstanceOf(statement.equals(COMMIT) ? AppendOutcomeUnknownException.class
						: StoreUnavailableException.class);
		}
		assertThat(store.append(Way.FIRST, ExpectedVersion.noStream(), this.events).version()).isEqualTo(2);
		assertThat(stored()).containsExactlyElementsOf(ids(this.events));
	}

	@Test
	void aRetryThatCannotBeExplainedDoesNotSayThatNothingIsStored() {
		start();
		JdbcEventStore store = Way.ALONE.store(this.database);
		this.proxy.breakAt(Moment.BEFORE_THE_ANSWER, INSERT);
		assertThatExceptionOfType(AppendOutcomeUnknownException.class)
			.isThrownBy(() -> Way.ALONE.append(this.database, store, this.events));
		this.proxy.breakAt(Moment.BEFORE_THE_ANSWER, "select version, position, event_id");
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> Way.ALONE.append(this.database, store, this.events))
			.withMessageContaining("this call stored nothing")
			.satisfies((ex) -> assertThat(ex.operation()).isEqualTo(StoreOperation.APPEND));
		assertThat(Way.ALONE.append(this.database, store, this.events).get(0).version()).isEqualTo(2);
		assertThat(stored()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(names = "SILENCE", mode = Mode.EXCLUDE)
	void eachMemberOfAGroupFindsOutForItself(Moment moment) throws Exception {
		start();
		JdbcEventStore store = this.database.store();
		List<NewEvent> group = IntStream.range(0, 20)
			.mapToObj((number) -> NewEvent.of(new Happened("e" + number)))
			.toList();
		List<Future<Commit>> commits = new ArrayList<>();
		try (Caller stranger = new Caller(this.database.transactionManager())) {
			stranger.begin().run(() -> StoreDatabase.append(store, "x", "1"));
			stranger.run(() -> StoreDatabase.append(store, "y", "1"));
			// who appends by himself is kept waiting, so that the others form groups
			List.of("x", "y")
				.forEach((busy) -> commits.add(this.threads.submit(() -> StoreDatabase.append(store, busy, "2"))));
			awaitBlocked(2);
			this.proxy.breakAt(moment, "append_group");
			group.forEach((event) -> commits.add(this.threads.submit(() -> append(store, event))));
			Awaitility.await().until(() -> commits.stream().skip(2).allMatch(Future::isDone));
			stranger.rollback();
		}
		assertThat(commits.remove(0).get().version()).isEqualTo(1);
		assertThat(commits.remove(0).get().version()).isEqualTo(1);
		assertThat(this.proxy.isBroken()).isTrue();
		for (Future<Commit> commit : commits) {
			assertThat(commit.get().version()).as("the failure of the group is the failure of no member").isEqualTo(1);
		}
		assertThat(stored()).containsAll(ids(group)).hasSize(22);
	}

	@ParameterizedTest
	@EnumSource
	void aBackendThatIsEndedWhileItWaits(Way way) throws Exception {
		start();
		JdbcEventStore store = way.store(this.database);
		Future<Throwable> failure;
		try (Caller stranger = new Caller(this.database.transactionManager())) {
			stranger.begin()
				.run(() -> this.database.store()
					.append(Way.FIRST, ExpectedVersion.any(), List.of(NewEvent.of(new Happened("x")))));
			failure = this.threads.submit(() -> way.failure(this.database, store, this.events));
			awaitBlocked(1);
			this.direct.queryForList("""
					select pg_terminate_backend(pid)
					from pg_stat_activity
					where datname = current_database() and wait_event_type = 'Lock'
					""");
			failure.get();
			stranger.rollback();
		}
		if (way == Way.ALONE || way == Way.SEVERAL_STREAMS) {
			assertThat(failure.get()).isInstanceOfSatisfying(AppendOutcomeUnknownException.class,
					(ex) -> assertThat(ex.sqlState()).isEqualTo("57P01"));
		}
		else {
			assertThat(failure.get()).isInstanceOfSatisfying(StoreUnavailableException.class,
					(ex) -> assertThat(ex.sqlState()).isEqualTo("57P01"));
		}
		assertThat(stored()).isEmpty();
		way.append(this.database, store, this.events);
		assertThat(stored()).containsExactlyElementsOf(ids(this.events));
	}

	// only where the client waits in vain does this matter
	private static void giveUpWaiting(HikariConfig pool) {
		((PGSimpleDataSource) pool.getDataSource()).setSocketTimeout(1);
	}

	private void awaitBlocked(int backends) {
		Awaitility.await().until(() -> this.direct.queryForObject("""
				select count(*)
				from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'
				""", Long.class) == backends);
	}

	private List<UUID> stored() {
		return this.direct.queryForList("select event_id from sourcery.events order by position", UUID.class);
	}

	private static List<UUID> ids(List<NewEvent> events) {
		return events.stream().map(NewEvent::eventId).toList();
	}

}
