package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Turns of those who append to one stream at an exact version.
 */
class StreamTurnsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration SHORT = Duration.ofMillis(1);

	private static final StreamId STREAM = new StreamId("thing", "hot");

	private StreamTurns turns = new StreamTurns(LONG, LONG, LONG);

	@Test
	void turnsFollowEachOtherAsTheyWereAskedFor() {
		assertThat(this.turns.enter(STREAM)).isTrue();
		Call<Boolean> first = waiting(STREAM);
		Call<Boolean> second = waiting(STREAM);
		this.turns.leave(STREAM, false);
		assertThat(first.outcome()).isTrue();
		second.awaitWaiting();
	}

	@Test
	void theOneThatIsRefusedKeepsTheTurn() {
		assertThat(this.turns.enter(STREAM)).isTrue();
		Call<Boolean> other = waiting(STREAM);
		this.turns.leave(STREAM, true);
		other.awaitWaiting();
		assertThat(this.turns.enter(STREAM)).isTrue();
		this.turns.leave(STREAM, false);
		assertThat(other.outcome()).isTrue();
	}

	@Test
	void ifItDoesNotComeBackTheNextHasItsTurn() {
		this.turns = new StreamTurns(SHORT, LONG, LONG);
		assertThat(this.turns.enter(STREAM)).isTrue();
		Call<Boolean> first = waiting(STREAM);
		Call<Boolean> second = waiting(STREAM);
		this.turns.leave(STREAM, true);
		assertThat(first.outcome()).isTrue();
		second.awaitWaiting();
	}

	@Test
	void whereNoneComesBackTheOthersGoWithoutATurn() {
		this.turns = new StreamTurns(SHORT, LONG, LONG);
		assertThat(this.turns.enter(STREAM)).isTrue();
		List<Call<Boolean>> refused = List.of(waitingAndRefused(), waitingAndRefused());
		List<Call<Boolean>> others = List.of(waiting(STREAM), waiting(STREAM));
		this.turns.leave(STREAM, true);
		for (Call<Boolean> each : refused) {
			assertThat(each.outcome()).isTrue();
		}
		for (Call<Boolean> other : others) {
			assertThat(other.outcome()).isFalse();
		}
		assertThat(new Call<>(() -> this.turns.enter(STREAM)).outcome()).isTrue();
	}

	private Call<Boolean> waitingAndRefused() {
		return new Call<>(() -> {
			boolean inTurn = this.turns.enter(STREAM);
			this.turns.leave(STREAM, true);
			return inTurn;
		}).awaitWaiting();
	}

	@Test
	void oneThatComesBackAgainAndAgainLosesItsTurnInTheEnd() {
		this.turns = new StreamTurns(LONG, LONG, Duration.ofMillis(100));
		assertThat(this.turns.enter(STREAM)).isTrue();
		Call<Boolean> other = waiting(STREAM);
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
			this.turns.leave(STREAM, true);
			this.turns.enter(new StreamId("thing", "hot"));
			return other.isDone();
		});
		assertThat(other.outcome()).isFalse();
	}

	@Test
	void aTurnThatLastsTooLongIsOver() {
		this.turns = new StreamTurns(LONG, LONG, SHORT);
		assertThat(this.turns.enter(STREAM)).isTrue();
		Awaitility.await().until(() -> new Call<>(() -> this.turns.enter(STREAM)).outcome());
		this.turns.leave(STREAM, false);
	}

	@Test
	void oneThatHasWaitedForLongGoesWithoutATurn() {
		this.turns = new StreamTurns(LONG, SHORT, LONG);
		assertThat(this.turns.enter(STREAM)).isTrue();
		assertThat(new Call<>(() -> this.turns.enter(STREAM)).outcome()).isFalse();
		this.turns.leave(STREAM, true);
		assertThat(new Call<>(() -> this.turns.enter(STREAM)).outcome()).as("without waiting callers no turn is kept")
			.isTrue();
	}

	@Test
	void anInterruptEndsTheWaitAndIsKept() {
		assertThat(this.turns.enter(STREAM)).isTrue();
		Call<Boolean> other = new Call<>(() -> this.turns.enter(STREAM) || !Thread.currentThread().isInterrupted())
			.awaitWaiting();
		other.interrupt();
		assertThat(other.outcome()).isFalse();
	}

	@Test
	void streamsThatShareASlotDoNotWaitForEachOther() {
		assertThat(this.turns.enter(STREAM)).isTrue();
		List<Boolean> inTurn = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			StreamId other = new StreamId("thing", "other" + i);
			inTurn.add(this.turns.enter(other));
		}
		assertThat(inTurn).contains(true, false);
	}

	@Test
	void whatCannotWinIsNotSent() {
		try (StoreDatabase database = new StoreDatabase()) {
			StatementLog statements = new StatementLog(database.dataSource());
			JdbcEventStore store = new JdbcEventStore(statements, database.transactionManager(),
					new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA,
					AppendSettings.standard(), QueueSteps.NONE, this.turns);
			int callers = 8;
			int commits = 25;
			List<Call<Boolean>> calls = IntStream.range(0, callers)
				.mapToObj((caller) -> new Call<>(() -> appendPersistently(store, commits)))
				.toList();
			for (Call<Boolean> call : calls) {
				assertThat(call.outcome()).isTrue();
			}
			assertThat(store.read(StreamQuery.of(STREAM))).hasSize(callers * commits);
			// without turns it is about twice as many as commits
			assertThat(statements.statements()).filteredOn((sql) -> sql.startsWith("insert into sourcery.events"))
				.hasSizeBetween(callers * commits, callers * commits * 3 / 2);
		}
	}

	@Test
	void aListenerMayWaitForAnotherCallerOfTheStream() {
		try (StoreDatabase database = new StoreDatabase()) {
			JdbcEventStore store = store(database);
			AtomicBoolean nested = new AtomicBoolean();
			List<Long> versions = new CopyOnWriteArrayList<>();
			store.afterCommit((appended) -> {
				if (nested.compareAndSet(false, true)) {
					versions.add(new Call<>(() -> append(store, 1)).outcome());
				}
			});
			assertThat(append(store, 0)).isEqualTo(1);
			assertThat(versions).containsExactly(2L);
		}
	}

	@Test
	void aCallerInAScopeOfTransactionsDoesNotWait() {
		try (StoreDatabase database = new StoreDatabase()) {
			JdbcEventStore store = store(database);
			assertThat(new Call<>(() -> this.turns.enter(STREAM)).outcome()).isTrue();
			for (int propagation : new int[] { TransactionDefinition.PROPAGATION_REQUIRED,
					TransactionDefinition.PROPAGATION_NOT_SUPPORTED }) {
				TransactionTemplate scope = new TransactionTemplate(database.transactionManager());
				scope.setPropagationBehavior(propagation);
				long version = store.version(STREAM);
				assertThat(scope.<Long>execute((status) -> append(store, version))).isEqualTo(version + 1);
			}
		}
	}

	private JdbcEventStore store(StoreDatabase database) {
		return new JdbcEventStore(database.dataSource(), database.transactionManager(),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA, AppendSettings.standard(),
				QueueSteps.NONE, this.turns);
	}

	private static long append(JdbcEventStore store, long version) {
		return store.append(STREAM, ExpectedVersion.exactly(version), List.of(NewEvent.of(new Happened("x"))))
			.version();
	}

	private static boolean appendPersistently(JdbcEventStore store, int commits) {
		long known = 0;
		int done = 0;
		while (done < commits) {
			try {
				known = store.append(STREAM, ExpectedVersion.exactly(known), List.of(NewEvent.of(new Happened("x"))))
					.version();
				done++;
			}
			catch (VersionConflictException ex) {
				known = ex.actual();
			}
		}
		return true;
	}

	private Call<Boolean> waiting(StreamId stream) {
		return new Call<>(() -> this.turns.enter(stream)).awaitWaiting();
	}

	/**
	 * A call on a thread of its own.
	 */
	private static final class Call<T> {

		private final FutureTask<T> task;

		private final Thread thread;

		Call(Callable<T> call) {
			this.task = new FutureTask<>(call);
			this.thread = new Thread(this.task);
			this.thread.setDaemon(true);
			this.thread.start();
		}

		Call<T> awaitWaiting() {
			Awaitility.await().until(() -> this.thread.getState() == Thread.State.TIMED_WAITING);
			return this;
		}

		boolean isDone() {
			return this.task.isDone();
		}

		void interrupt() {
			this.thread.interrupt();
		}

		T outcome() {
			try {
				return this.task.get();
			}
			catch (InterruptedException | ExecutionException ex) {
				throw new AssertionError(ex);
			}
		}

	}

}
