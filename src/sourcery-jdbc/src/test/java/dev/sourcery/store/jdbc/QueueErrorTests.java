package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sourcery.store.Commit;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.LoggerFactory;

import static dev.sourcery.store.jdbc.BusyStore.outcome;
import static dev.sourcery.store.jdbc.BusyStore.stream;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Memory or stack that runs out at any step of the queue, for a caller that appends
 * alone, for a leader and for a member: all others get their outcomes.
 */
@TestInstance(Lifecycle.PER_CLASS)
class QueueErrorTests extends QueueFaultFixture {

	@Test
	void anErrorWhileAnAppendLeavesTheQueueAfterTooLongAWait() {
		Fault fault = new Fault(new Place(Step.EXPIRED, State.IN_LINE));
		JdbcEventStore store = store(fault, Duration.ofMillis(300));
		try (BusyStore busy = new BusyStore(this.database, store)) {
			busy.begin("expired-");
			fault.arm();
			List<Object> waiting = IntStream.range(0, 3)
				.mapToObj((number) -> busy.submit(() -> append(store, "expired-1", "waits")))
				.toList()
				.stream()
				.map(BusyStore::outcome)
				.toList();
			assertThat(waiting).filteredOn((each) -> each == fault.error).hasSize(1);
			assertThat(waiting).filteredOn(StoreUnavailableException.class::isInstance).hasSize(2);
			assertThat(append(store, "expired-other", "e").version()).isEqualTo(1);
			busy.end();
		}
		assertThat(store.groupAppend().isIdle()).isTrue();
		assertThat(append(store, "expired-1", "e").version()).isEqualTo(3);
	}

	@Test
	void anErrorAfterTheFailureOfAGroup() {
		Fault first = new Fault(new Place(Step.EXECUTE, State.LEADING));
		Fault second = new Fault(new Place(Step.FAILED, State.LEADING));
		JdbcEventStore store = store((step, state) -> {
			first.reached(step, state);
			second.reached(step, state);
		}, MAX_WAIT);
		try (BusyStore busy = new BusyStore(this.database, store)) {
			busy.begin("failed-busy");
			first.arm();
			second.arm();
			List<Object> outcomes = IntStream.range(0, 20)
				.mapToObj((number) -> busy.submit(() -> append(store, "failed-" + number, "e")))
				.toList()
				.stream()
				.map(BusyStore::outcome)
				.toList();
			assertThat(outcomes).filteredOn((each) -> each == second.error).hasSize(1);
			assertThat(outcomes).filteredOn(Commit.class::isInstance).hasSize(19);
			busy.end();
		}
		assertThat(store.groupAppend().isIdle()).isTrue();
	}

	@Test
	void anErrorOfALeaderIsLogged() {
		Fault fault = new Fault(new Place(Step.EXECUTE, State.LEADING));
		JdbcEventStore store = store(fault, MAX_WAIT);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(GroupLeader.class);
		log.start();
		logger.addAppender(log);
		try (BusyStore busy = new BusyStore(this.database, store)) {
			busy.begin("logged-busy");
			fault.arm();
			assertThat(IntStream.range(0, 20)
				.mapToObj((number) -> busy.submit(() -> append(store, "logged-" + number, "e")))
				.toList()).map(BusyStore::outcome).hasOnlyElementsOfType(Commit.class);
			busy.end();
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).filteredOn((line) -> line.getLevel() == Level.WARN)
			.singleElement()
			.satisfies((line) -> assertThat(line.getFormattedMessage()).contains("failed unexpectedly"))
			.satisfies((line) -> assertThat(line.getThrowableProxy().getMessage()).isEqualTo(fault.error.getMessage()));
	}

	@Test
	void aLeaderTakesAnAppendThatHasFailedToEnter() throws Exception {
		Fault fault = new Fault(new Place(Step.READY, State.IN_LINE));
		CountDownLatch leading = new CountDownLatch(1);
		CountDownLatch ready = new CountDownLatch(4);
		CountDownLatch failed = new CountDownLatch(1);
		JdbcEventStore store = store((step, state) -> {
			if (step == Step.READY) {
				ready.countDown();
			}
			if (step == Step.LEAD) {
				leading.countDown();
				await(failed);
			}
			if (step == Step.ABANDON) {
				failed.countDown();
				BusyStore.await().until(() -> this.database.store().version(stream("taken-victim")) == 1);
			}
			fault.reached(step, state);
		}, MAX_WAIT);
		try (BusyStore busy = new BusyStore(this.database, store)) {
			busy.begin("taken-busy");
			List<Future<Commit>> others = IntStream.range(0, 4)
				.mapToObj((number) -> busy.submit(() -> append(store, "taken-" + number, "e")))
				.toList();
			await(ready);
			await(leading);
			fault.arm();
			Future<Commit> victim = busy.submit(() -> append(store, "taken-victim", "e"));
			assertThat(outcome(victim)).as("its failure is no reason to doubt what is stored")
				.isInstanceOf(Commit.class);
			assertThat(others).map(BusyStore::outcome).hasOnlyElementsOfType(Commit.class);
			busy.end();
		}
		assertThat(store.groupAppend().isIdle()).isTrue();
	}

	private static void await(CountDownLatch latch) {
		BusyStore.await().until(() -> latch.getCount() == 0);
	}

}
