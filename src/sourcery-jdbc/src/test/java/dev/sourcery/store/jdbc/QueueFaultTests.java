package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
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
class QueueFaultTests {

	private static final Duration MAX_WAIT = Duration.ofSeconds(20);

	// not reached by each run
	private static final EnumSet<Step> RARE = EnumSet.of(Step.ABANDON, Step.EXPIRED, Step.FAILED);

	private final StoreDatabase database = new StoreDatabase();

	@AfterAll
	void close() {
		this.database.close();
	}

	private JdbcEventStore store(QueueSteps steps, Duration maxWait) {
		return new JdbcEventStore(this.database.dataSource(), this.database.transactionManager(),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA,
				new AppendSettings(1_000_000, GroupMode.AUTO, 10, 100, maxWait), steps, new StreamTurns());
	}

	/**
	 * One test for each step and each state of the append concerned that a run reaches.
	 */
	@TestFactory
	Stream<DynamicTest> anErrorAtAnyStepStopsNoOtherCaller() {
		return reachedPlaces().stream().map((place) -> {
			Fault fault = new Fault(place);
			String name = place.step() + "-" + place.state();
			return DynamicTest.dynamicTest(name, () -> run(name + "-", fault, fault::arm, fault.error));
		});
	}

	private Set<Place> reachedPlaces() {
		Set<Place> places = new ConcurrentSkipListSet<>(Comparator.comparing(Place::toString));
		// a leader may find no members
		for (int i = 0; i < 20 && !containsAllSteps(places); i++) {
			run("without" + i + "-", (step, state) -> places.add(new Place(step, state)), () -> {
			}, new Error());
		}
		assertThat(containsAllSteps(places)).as("all steps are reached").isTrue();
		assertThat(places).extracting(Place::state)
			.contains(State.ALONE, State.LEADING, State.GROUPED, State.IN_LINE, State.READY);
		return places;
	}

	private static boolean containsAllSteps(Set<Place> places) {
		return places.stream().map(Place::step).toList().containsAll(EnumSet.complementOf(RARE));
	}

	private void run(String prefix, QueueSteps steps, Runnable onceBusy, Error error) {
		JdbcEventStore store = store(steps, MAX_WAIT);
		append(this.database.store(), prefix + "existing", "1");
		List<Object> outcomes = new ArrayList<>();
		try (BusyStore busy = new BusyStore(this.database, store)) {
			busy.begin(prefix + "busy");
			onceBusy.run();
			startAll(busy, store, prefix).forEach((each) -> outcomes.add(outcome(each)));
			outcomes.addAll(busy.end());
			assertThat(store.groupAppend().isIdle()).isTrue();
			IntStream.range(0, 8)
				.mapToObj((number) -> busy.submit(() -> append(store, prefix + "later" + number, "e")))
				.toList()
				.forEach((each) -> outcomes.add(outcome(each)));
		}
		assertThat(store.groupAppend().isIdle()).isTrue();
		assertThat(outcomes).allMatch((each) -> each instanceof Commit || each instanceof VersionConflictException
				|| each == error || isUnknown(each));
		assertThat(outcomes).filteredOn((each) -> each == error || isUnknown(each))
			.as("the error is that of one caller")
			.hasSizeLessThanOrEqualTo(1);
		assertThatStoredIsWhatWasCommitted(prefix, outcomes);
	}

	private List<Future<Commit>> startAll(BusyStore busy, JdbcEventStore store, String prefix) {
		List<Future<Commit>> calls = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			String own = prefix + "own" + i;
			calls.add(busy.submit(() -> append(store, own, "e")));
			if (i % 3 == 0) {
				calls.add(busy.submit(() -> append(store, prefix + "hot", "e")));
			}
			if (i % 5 == 0) {
				calls.add(busy.submit(() -> append(store, prefix + "large", "e".repeat(70_000))));
				calls.add(busy.submit(() -> store.append(stream(prefix + "existing"), ExpectedVersion.noStream(),
						List.of(NewEvent.of(new Happened("e"))))));
			}
		}
		return calls;
	}

	private static boolean isUnknown(Object outcome) {
		return outcome instanceof AppendOutcomeUnknownException;
	}

	private void assertThatStoredIsWhatWasCommitted(String prefix, List<Object> outcomes) {
		List<Object> committed = new ArrayList<>();
		outcomes.stream()
			.filter(Commit.class::isInstance)
			.forEach((commit) -> ((Commit) commit).events().forEach((event) -> committed.add(event.eventId())));
		List<RecordedEvent<?>> stored = this.database.store().readAll(EventQuery.all()).toList();
		List<Object> ids = new ArrayList<>(stored.stream().map(RecordedEvent::eventId).toList());
		assertThat(ids).containsAll(committed).doesNotHaveDuplicates();
		long others = stored.stream()
			.filter((event) -> event.stream().id().startsWith(prefix))
			.filter((event) -> !committed.contains(event.eventId()))
			.count();
		// the existing event and the four of the other transaction
		assertThat(others).as(prefix).isBetween(5L, 5 + outcomes.stream().filter(QueueFaultTests::isUnknown).count());
	}

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

	private record Place(Step step, State state) {

	}

	/**
	 * Throws once.
	 */
	private static final class Fault implements QueueSteps {

		private final Place place;

		private final Error error = new OutOfMemoryError("test");

		private final AtomicBoolean armed = new AtomicBoolean();

		Fault(Place place) {
			this.place = place;
		}

		void arm() {
			this.armed.set(true);
		}

		@Override
		public void reached(Step step, State state) {
			if (step == this.place.step() && state == this.place.state() && this.armed.compareAndSet(true, false)) {
				throw this.error;
			}
		}

	}

}
