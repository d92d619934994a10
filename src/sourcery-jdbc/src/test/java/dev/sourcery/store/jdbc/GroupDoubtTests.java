package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.CuttingProxy.Moment;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.BusyStore.outcome;
import static dev.sourcery.store.jdbc.BusyStore.stream;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Groups of which it is not known whether they are committed, or when they will end.
 */
class GroupDoubtTests {

	private static final int CALLERS = 24;

	private final List<NewEvent> events = IntStream.range(0, CALLERS)
		.mapToObj((number) -> NewEvent.of(new Happened("e" + number)))
		.toList();

	private static JdbcEventStore store(DataSource dataSource, Duration maxWait) {
		return new JdbcEventStore(dataSource, new JdbcTransactionManager(dataSource),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA,
				new AppendSettings(1_000_000, GroupMode.ALWAYS, 100, 1000, maxWait));
	}

	private List<Future<Commit>> startAll(BusyStore busy, JdbcEventStore store) {
		return IntStream.range(0, CALLERS)
			.mapToObj((number) -> busy.submit(() -> appendTo(store, "s" + number, this.events.get(number))))
			.toList();
	}

	private static Commit appendTo(JdbcEventStore store, String stream, NewEvent event) {
		return store.append(stream(stream), ExpectedVersion.noStream(), List.of(event));
	}

	private static List<UUID> stored(StoreDatabase database) {
		return new JdbcTemplate(database.database().dataSource()).queryForList("select event_id from sourcery.events",
				UUID.class);
	}

	@ParameterizedTest
	@EnumSource(names = { "BEFORE_EXECUTION", "BEFORE_THE_ANSWER" })
	void whereTheDatabaseIsGoneAfterwardsNoMemberIsToldThatNothingIsStored(Moment moment) {
		try (CuttingProxy proxy = new CuttingProxy();
				StoreDatabase database = new StoreDatabase(
						(pool) -> proxy.lead((PGSimpleDataSource) pool.getDataSource()))) {
			UnreliableSource dataSource = new UnreliableSource(database.dataSource());
			JdbcEventStore store = store(dataSource, Duration.ofSeconds(30));
			try (BusyStore busy = new BusyStore(database, store).begin()) {
				proxy.breakAt(moment, "append_group");
				dataSource.down = proxy::isBroken;
				List<Object> outcomes = startAll(busy, store).stream().map(BusyStore::outcome).toList();
				busy.end();
				List<UUID> stored = stored(database);
				int unknown = 0;
				for (int i = 0; i < CALLERS; i++) {
					UUID id = this.events.get(i).eventId();
					if (outcomes.get(i) instanceof AppendOutcomeUnknownException ex) {
						assertThat(ex.eventIds()).containsExactly(id);
						assertThat(ex.streams()).containsExactly(stream("s" + i));
						unknown++;
					}
					else {
						assertThat(outcomes.get(i)).isInstanceOfAny(Commit.class, StoreUnavailableException.class);
						assertThat(stored.contains(id)).isEqualTo(outcomes.get(i) instanceof Commit);
					}
				}
				assertThat(unknown).isPositive();
				dataSource.down = () -> false;
				assertThatRepetitionsAreCommitted(store, database);
			}
		}
	}

	private void assertThatRepetitionsAreCommitted(JdbcEventStore store, StoreDatabase database) {
		for (int i = 0; i < CALLERS; i++) {
			assertThat(appendTo(store, "s" + i, this.events.get(i)).version()).isEqualTo(1);
		}
		assertThat(stored(database)).doesNotHaveDuplicates()
			.containsAll(this.events.stream().map(NewEvent::eventId).toList());
	}

	@Test
	void whereALeaderDoesNotEndTheOutcomeOfItsMembersIsUnknown() {
		try (StoreDatabase database = new StoreDatabase()) {
			JdbcEventStore store = store(database.dataSource(), Duration.ofMillis(500));
			try (BusyStore busy = new BusyStore(database, store).beginWithWaitingInserts()) {
				List<Future<Commit>> calls = startAll(busy, store);
				List<Future<Commit>> members = awaitAllButLeaders(calls);
				List<Object> outcomes = members.stream().map(BusyStore::outcome).toList();
				assertThat(outcomes)
					.allMatch((each) -> each instanceof AppendOutcomeUnknownException
							|| each instanceof StoreUnavailableException)
					.hasAtLeastOneElementOfType(AppendOutcomeUnknownException.class);
				busy.end();
				calls.stream()
					.filter((each) -> !members.contains(each))
					// the last one may be a member that joined late
					.forEach((each) -> assertThat(outcome(each)).isInstanceOfAny(Commit.class,
							StoreUnavailableException.class, AppendOutcomeUnknownException.class));
				assertThatRepetitionsAreCommitted(store, database);
			}
			assertThat(store.groupAppend().isIdle()).isTrue();
		}
	}

	@Test
	void whereThereIsNoConnectionNothingIsUnderWay() {
		try (StoreDatabase database = new StoreDatabase()) {
			UnreliableSource dataSource = new UnreliableSource(database.dataSource());
			JdbcEventStore store = store(dataSource, Duration.ofMillis(500));
			try (BusyStore busy = new BusyStore(database, store).begin()) {
				dataSource.hanging.set(Integer.MAX_VALUE);
				List<Future<Commit>> calls = startAll(busy, store);
				List<Future<Commit>> members = awaitAllButLeaders(calls);
				assertThat(members).extracting(BusyStore::outcome)
					.hasOnlyElementsOfType(StoreUnavailableException.class);
				dataSource.released.countDown();
				busy.end();
				calls.stream()
					.filter((each) -> !members.contains(each))
					.forEach((each) -> assertThat(outcome(each)).isInstanceOfAny(Commit.class,
							StoreUnavailableException.class));
			}
			assertThat(store.groupAppend().isIdle()).isTrue();
		}
	}

	private static List<Future<Commit>> awaitAllButLeaders(List<Future<Commit>> calls) {
		List<Future<Commit>> done = new ArrayList<>();
		BusyStore.await().until(() -> {
			done.clear();
			calls.stream().filter(Future::isDone).forEach(done::add);
			return done.size() >= CALLERS - 4;
		});
		return done;
	}

	@Test
	void leadersThatHangDoNotHoldUpOthers() {
		try (StoreDatabase database = new StoreDatabase()) {
			UnreliableSource dataSource = new UnreliableSource(database.dataSource());
			JdbcEventStore store = store(dataSource, Duration.ofSeconds(30));
			try (BusyStore busy = new BusyStore(database, store).begin()) {
				dataSource.hanging.set(2);
				List<Future<Commit>> held = startAll(busy, store);
				BusyStore.await().until(() -> dataSource.hanging.get() == 0);
				IntStream.range(0, 20)
					.mapToObj((number) -> busy.submit(() -> append(store, "later" + number, "e")))
					.toList()
					.forEach((each) -> assertThat(outcome(each)).isInstanceOf(Commit.class));
				dataSource.released.countDown();
				held.forEach((each) -> assertThat(outcome(each)).isInstanceOf(Commit.class));
				busy.end();
			}
			assertThat(store.groupAppend().isIdle()).isTrue();
		}
	}

	private static final class UnreliableSource extends DelegatingDataSource {

		private final AtomicInteger hanging = new AtomicInteger();

		private final CountDownLatch released = new CountDownLatch(1);

		private volatile BooleanSupplier down = () -> false;

		UnreliableSource(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.down.getAsBoolean()) {
				throw new SQLTransientConnectionException("There is no connection");
			}
			if (this.hanging.getAndUpdate((left) -> Math.max(left - 1, 0)) > 0) {
				awaitRelease();
			}
			return super.getConnection();
		}

		private void awaitRelease() throws SQLException {
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				throw new SQLException(ex);
			}
		}

	}

}
