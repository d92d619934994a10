package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import dev.sourcery.event.RecordedEvent;
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
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers without a transaction that append at once. A stranger's transaction that is
 * about to write four streams keeps busy those who append by themselves; whoever comes
 * then queues up.
 */
class GroupAppendTests extends GroupAppendFixture {

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
	void ofOneStreamAppendsFollowEachOtherWithoutAHole() throws Exception {
		List<Future<Commit>> commits = start(64, (number) -> append(this.store, "hot", "a" + number, "b" + number));
		Set<Long> versions = commits.stream()
			.map(GroupAppendFixture::get)
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

	private static Object failureOrResult(Future<?> future) throws InterruptedException {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			return ex.getCause().getClass();
		}
	}

}
