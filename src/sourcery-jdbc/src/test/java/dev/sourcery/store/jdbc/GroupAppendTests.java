package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Callers without a transaction that append at once. A stranger's transaction that is
 * about to write four streams keeps busy those who append by themselves; whoever comes
 * then queues up.
 */
class GroupAppendTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Caller stranger = new Caller(this.database.transactionManager());

	@AfterEach
	void close() {
		this.stranger.close();
		this.threads.shutdownNow();
		this.database.close();
	}

	@Test
	void appendsShareACommitAndEachHasItsOwnOutcome() throws Exception {
		List<Future<Commit>> commits = start(400,
				(number) -> this.store.append(stream("s" + number), ExpectedVersion.noStream(), event("e" + number)));
		for (int i = 0; i < commits.size(); i++) {
			Commit commit = commits.get(i).get();
			assertThat(commit.stream()).isEqualTo(stream("s" + i));
			assertThat(commit.version()).isEqualTo(1);
			assertThat(this.store.read(StreamQuery.of(stream("s" + i))).toList()).isEqualTo(commit.events());
		}
		assertThat(this.store.readAll(EventQuery.all())).hasSize(400);
		assertThat(transactions()).as("transactions of 400 appends").isLessThan(200);
	}

	@Test
	void groupsCanBeSwitchedOff() throws Exception {
		JdbcEventStore alone = this.database.store(AppendSettings.standard().groups(false));
		for (Future<Commit> commit : start(50, (number) -> append(alone, "s" + number, "e"))) {
			commit.get();
		}
		assertThat(transactions()).isEqualTo(50);
	}

	private long transactions() {
		return this.database.jdbc()
			.queryForObject("select count(distinct xmin::text) from sourcery.events", Long.class);
	}

	@Test
	void oneFailingAppendFailsNoneOfItsNeighbours() throws Exception {
		append(this.store, "taken", "1");
		List<Future<Commit>> commits = start(300, (number) -> switch (number % 3) {
			case 0 -> this.store.append(stream("taken"), ExpectedVersion.noStream(), event("x"));
			case 1 -> this.store.append(stream("missing"), ExpectedVersion.exactly(7), event("x"));
			default -> this.store.append(stream("s" + number), ExpectedVersion.noStream(), event("e"));
		});
		for (int i = 0; i < commits.size(); i++) {
			Future<Commit> commit = commits.get(i);
			if (i % 3 == 2) {
				assertThat(commit.get().version()).isEqualTo(1);
			}
			else {
				long actual = (i % 3 == 0) ? 1 : 0;
				assertThat(failureOf(commit)).isInstanceOfSatisfying(VersionConflictException.class,
						(conflict) -> assertThat(conflict.actual()).isEqualTo(actual));
			}
		}
		assertThat(this.store.readAll(EventQuery.all())).hasSize(101);
	}

	@Test
	void whoLosesARaceAgainstAStrangerLosesAlone() throws Exception {
		this.stranger.begin().run(() -> append(this.store, "contested", "of the stranger"));
		List<Future<Commit>> commits = start(60,
				(number) -> (number % 20 == 5)
						? this.store.append(stream("contested"), ExpectedVersion.noStream(), event("x"))
						: append(this.store, "s" + number, "e"));
		for (int i = 0; i < commits.size(); i++) {
			if (i % 20 != 5) {
				commits.get(i).get(30, TimeUnit.SECONDS);
			}
		}
		this.stranger.commit();
		for (int i = 5; i < commits.size(); i += 20) {
			assertThat(failureOf(commits.get(i))).isInstanceOf(VersionConflictException.class);
		}
		assertThat(this.store.readAll(EventQuery.all())).hasSize(58);
	}

	@Test
	void aStreamThatAStrangerHoldsBlocksOnlyThoseWhoAppendToIt() throws Exception {
		keepFourBusy();
		this.stranger.run(() -> append(this.store, "third", "of the stranger"));
		Future<Commit> blocked = this.threads.submit(() -> append(this.store, "third", "waits"));
		assertThat(this.threads.submit(() -> append(this.store, "only one", "e")).get(30, TimeUnit.SECONDS).version())
			.isEqualTo(1);
		for (Future<Commit> commit : start(50, (number) -> append(this.store, "s" + number, "e"))) {
			assertThat(commit.get(30, TimeUnit.SECONDS).version()).isEqualTo(1);
		}
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> blocked.get(1, TimeUnit.MILLISECONDS));
		this.stranger.commit();
		assertThat(blocked.get(30, TimeUnit.SECONDS).version()).isEqualTo(2);
	}

	@Test
	void ofOneStreamAppendsFollowEachOtherWithoutAHole() throws Exception {
		List<Future<Commit>> commits = start(64, (number) -> append(this.store, "hot", "a" + number, "b" + number));
		Set<Long> versions = commits.stream()
			.map(GroupAppendTests::get)
			.map(Commit::version)
			.collect(Collectors.toSet());
		assertThat(versions).hasSize(64);
		List<RecordedEvent<?>> events = this.store.read(StreamQuery.of(stream("hot"))).toList();
		assertThat(events).extracting(RecordedEvent::version)
			.containsExactlyElementsOf(LongStream.rangeClosed(1, 128).boxed().toList());
		List<String> texts = StoreDatabase.texts(events);
		for (int i = 0; i < texts.size(); i += 2) {
			assertThat(texts.get(i + 1)).as("the second event of the append").isEqualTo(texts.get(i).replace('a', 'b'));
		}
	}

	@Test
	void theSameAppendByManyAtOnceIsOneCommit() throws Exception {
		NewEvent event = new NewEvent(UUID.randomUUID(), new Happened("once"), Metadata.empty());
		List<Future<Commit>> commits = start(64,
				(number) -> (number % 2 == 0) ? this.store.append(stream("s"), ExpectedVersion.any(), List.of(event))
						: append(this.store, "n" + number, "e"));
		for (int i = 0; i < commits.size(); i += 2) {
			assertThat(commits.get(i).get()).isEqualTo(commits.get(0).get());
		}
		assertThat(this.store.version(stream("s"))).isEqualTo(1);
		assertThat(this.store.readAll(EventQuery.all())).hasSize(33);
	}

	@Test
	void oneEventIdForSeveralStreamsIsStoredOnce() throws Exception {
		NewEvent event = new NewEvent(UUID.randomUUID(), new Happened("once"), Metadata.empty());
		List<Future<Commit>> commits = start(40,
				(number) -> this.store.append(stream("s" + number), ExpectedVersion.noStream(), List.of(event)));
		List<Throwable> failures = new ArrayList<>();
		for (Future<Commit> commit : commits) {
			try {
				commit.get();
			}
			catch (ExecutionException ex) {
				failures.add(ex.getCause());
			}
		}
		assertThat(failures).hasSize(39)
			.allSatisfy((ex) -> assertThat(ex).isInstanceOf(EventIdConflictException.class));
		assertThat(this.store.readAll(EventQuery.all())).hasSize(1);
	}

	@Test
	void anInterruptedCallerGetsItsOutcomeAndStaysInterrupted() throws Exception {
		List<Future<Boolean>> interrupted = start(40, (number) -> {
			Thread.currentThread().interrupt();
			append(this.store, "s" + number, "e");
			return Thread.interrupted();
		}).stream().toList();
		for (Future<Boolean> each : interrupted) {
			assertThat(failureOrResult(each)).isIn(true, StoreUnavailableException.class);
		}
	}

	@Test
	void whereThereIsNoRoomForAStreamItsCallersAreHeldAndThenRefused() throws Exception {
		JdbcEventStore small = this.database
			.store(new AppendSettings(1000, GroupMode.AUTO, 10, 2, Duration.ofMillis(200)));
		this.stranger.begin().run(() -> append(this.store, "x", "1"));
		Future<Commit> blocked = this.threads.submit(() -> append(small, "x", "2"));
		awaitBlocked(1);
		Future<Commit> waiting = this.threads.submit(() -> append(small, "x", "3"));
		assertThat(failureOf(waiting)).isInstanceOf(StoreUnavailableException.class)
			.hasMessageContaining("has waited for PT0.2S for its turn");
		List<Future<Commit>> three = start(3, (number) -> append(small, "x", "4"));
		List<String> messages = new ArrayList<>();
		for (Future<Commit> each : three) {
			messages.add(failureOf(each).getMessage());
		}
		assertThat(messages).anyMatch((message) -> message.contains("2 appends to thing/x are waiting already"))
			.anyMatch((message) -> message.contains("has waited for PT0.2S for its turn"));
		this.stranger.commit();
		assertThat(blocked.get().version()).isEqualTo(2);
		assertThat(append(small, "x", "5").version()).isEqualTo(3);
		assertThat(small.groupAppend().isIdle()).isTrue();
	}

	@Test
	void aBlockedStreamDoesNotHoldUpOthersHoweverManyWaitForIt() throws Exception {
		JdbcEventStore small = this.database
			.store(new AppendSettings(1000, GroupMode.AUTO, 10, 2, Duration.ofSeconds(60)));
		this.stranger.begin().run(() -> append(this.store, "blocked", "1"));
		List<Future<Commit>> blocked = start(20, (number) -> append(small, "blocked", "e" + number));
		awaitBlocked(1);
		for (Future<Commit> other : start(20, (number) -> append(small, "s" + number, "e"))) {
			assertThat(other.get(30, TimeUnit.SECONDS).version()).isEqualTo(1);
		}
		assertThat(blocked).noneMatch(Future::isDone);
		this.stranger.commit();
		Set<Long> versions = blocked.stream()
			.map(GroupAppendTests::get)
			.map(Commit::version)
			.collect(Collectors.toSet());
		assertThat(versions).hasSize(20).contains(2L, 21L);
	}

	@Test
	void afterAKilledBackendNoOutcomeIsWrong() throws Exception {
		Future<?> killer = this.threads.submit(() -> {
			for (int i = 0; i < 30; i++) {
				this.database.jdbc().queryForList("""
						select pg_terminate_backend(pid)
						from pg_stat_activity
						where datname = current_database() and pid <> pg_backend_pid() and query like '%append_group%'
						""");
			}
		});
		List<Future<List<UUID>>> callers = start(32, (number) -> appendMany(number, killer));
		Set<UUID> stored = callers.stream().flatMap((ids) -> get(ids).stream()).collect(Collectors.toSet());
		assertThat(this.store.readAll(EventQuery.all()).map(RecordedEvent::eventId).toList())
			.containsExactlyInAnyOrderElementsOf(stored);
	}

	/**
	 * Appends until each is known to be stored, trying again with the same ids.
	 */
	private List<UUID> appendMany(int number, Future<?> until) {
		List<UUID> ids = new ArrayList<>();
		for (int i = 0; i < 10 || !until.isDone(); i++) {
			List<NewEvent> event = event("e");
			boolean known = false;
			while (!known) {
				try {
					Commit commit = this.store.append(stream("s" + number), ExpectedVersion.exactly(i), event);
					assertThat(commit.version()).isEqualTo(i + 1);
					known = true;
				}
				catch (AppendOutcomeUnknownException | StoreUnavailableException ex) {
					// the same again finds out
					known = false;
				}
			}
			ids.add(event.get(0).eventId());
		}
		return ids;
	}

	private void keepFourBusy() {
		this.stranger.begin();
		for (String busy : List.of("w", "x", "y", "z")) {
			this.stranger.run(() -> append(this.store, busy, "1"));
			this.threads.submit(() -> append(this.store, busy, "2"));
		}
		awaitBlocked(4);
	}

	private void awaitBlocked(int backends) {
		Awaitility.await().until(() -> this.database.jdbc().queryForObject("""
				select count(*)
				from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'
				""", Long.class) == backends);
	}

	private <T> List<Future<T>> start(int count, NumberedWork<T> work) throws InterruptedException {
		List<Callable<T>> tasks = new ArrayList<>();
		IntStream.range(0, count).forEach((number) -> tasks.add(() -> work.run(number)));
		List<Future<T>> started = new ArrayList<>();
		for (Callable<T> task : tasks) {
			started.add(this.threads.submit(task));
		}
		return started;
	}

	private static <T> T get(Future<T> future) {
		try {
			return future.get();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new AssertionError(ex);
		}
	}

	private static Throwable failureOf(Future<?> future) throws InterruptedException {
		try {
			throw new AssertionError("It should fail, but got " + future.get());
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
	}

	private static Object failureOrResult(Future<?> future) throws InterruptedException {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			return ex.getCause().getClass();
		}
	}

	private static StreamId stream(String id) {
		return new StreamId("thing", id);
	}

	private static List<NewEvent> event(String text) {
		return List.of(NewEvent.of(new Happened(text)));
	}

	private interface NumberedWork<T> {

		T run(int number) throws Exception;

	}

}
