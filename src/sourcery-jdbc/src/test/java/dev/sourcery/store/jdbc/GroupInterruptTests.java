package dev.sourcery.store.jdbc;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.BusyStore.outcome;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * An interrupt of a caller that appends for others.
 */
class GroupInterruptTests {

	private static final int CALLERS = 12;

	private final Map<Integer, Thread> threads = new ConcurrentHashMap<>();

	private final Map<Integer, Boolean> flags = new ConcurrentHashMap<>();

	@Test
	void whileItWaitsForAConnection() {
		// the other transaction and the four that wait for it have all connections
		try (StoreDatabase database = new StoreDatabase((pool) -> pool.setMaximumPoolSize(5))) {
			JdbcEventStore store = database.store();
			try (BusyStore busy = new BusyStore(database, store).begin()) {
				List<Future<Object>> outcomes = start(store, Executors.newCachedThreadPool());
				BusyStore.await().until(() -> database.waitingForAConnection() >= 2);
				List<Integer> interrupted = interruptThoseIn("com.zaxxer.hikari");
				awaitEndOfGroups(interrupted);
				busy.end();
				outcomes.forEach((each) -> assertThat(outcome(each)).isInstanceOf(Commit.class));
				assertThatFlagsAreOf(interrupted);
			}
		}
	}

	@Test
	void whileItWaitsForTheServer() throws Exception {
		Executor virtualThreads = virtualThreads();
		try (StoreDatabase database = new StoreDatabase()) {
			JdbcEventStore store = database.store();
			try (BusyStore busy = new BusyStore(database, store).beginWithWaitingInserts()) {
				List<Future<Object>> outcomes = start(store, virtualThreads);
				// the first leader may take all callers into its group
				busy.awaitBlocked(5);
				// the interrupt closes the socket, but the server still executes the
				// statement
				List<Integer> interrupted = interruptThoseIn("executeGroupAndCommit");
				awaitEndOfGroups(interrupted);
				busy.end();
				for (int i = 0; i < CALLERS; i++) {
					assertThat(outcome(outcomes.get(i))).isInstanceOfAny(Commit.class,
							interrupted.contains(i) ? AppendOutcomeUnknownException.class : Commit.class);
				}
				assertThatFlagsAreOf(interrupted);
			}
			assertThat(database.store().readAll(EventQuery.all()).map(RecordedEvent::stream).toList())
				.as("nothing is stored twice, although the group may commit late")
				.doesNotHaveDuplicates();
		}
	}

	private static Executor virtualThreads() {
		Method starter = Stream.of(Thread.class.getMethods())
			.filter((method) -> method.getName().equals("startVirtualThread"))
			.findFirst()
			.orElse(null);
		assumeThat(starter).as("virtual threads").isNotNull();
		return (task) -> {
			try {
				starter.invoke(null, task);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	private List<Future<Object>> start(JdbcEventStore store, Executor executor) {
		List<Future<Object>> outcomes = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			int number = i;
			outcomes.add(CompletableFuture.supplyAsync(() -> {
				this.threads.put(number, Thread.currentThread());
				try {
					return append(store, "s" + number, "e");
				}
				catch (AppendOutcomeUnknownException ex) {
					return ex;
				}
				finally {
					this.flags.put(number, Thread.interrupted());
				}
			}, executor));
		}
		return outcomes;
	}

	private List<Integer> interruptThoseIn(String code) {
		// found first: the members of an interrupted leader soon call the same code
		List<Integer> leaders = this.threads.entrySet()
			.stream()
			.filter((entry) -> isIn(entry.getValue(), code))
			.map(Map.Entry::getKey)
			.toList();
		assertThat(leaders).isNotEmpty();
		leaders.forEach((number) -> this.threads.get(number).interrupt());
		return leaders;
	}

	private void awaitEndOfGroups(List<Integer> leaders) {
		BusyStore.await()
			.until(() -> leaders.stream()
				.noneMatch((number) -> isIn(this.threads.get(number), "executeGroupAndCommit")));
	}

	private static boolean isIn(Thread thread, String code) {
		return Stream.of(thread.getStackTrace())
			.anyMatch((frame) -> (frame.getClassName() + frame.getMethodName()).contains(code));
	}

	private void assertThatFlagsAreOf(List<Integer> interrupted) {
		this.flags.forEach((number, flag) -> assertThat(flag).as("flag of caller %d", number)
			.isEqualTo(interrupted.contains(number)));
	}

}
