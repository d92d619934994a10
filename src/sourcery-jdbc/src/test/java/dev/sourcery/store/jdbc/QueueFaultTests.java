package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static dev.sourcery.store.jdbc.BusyStore.outcome;
import static dev.sourcery.store.jdbc.BusyStore.stream;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Memory or stack that runs out at any step of the queue, for a caller that appends
 * alone, for a leader and for a member: all others get their outcomes.
 */
@TestInstance(Lifecycle.PER_CLASS)
class QueueFaultTests extends QueueFaultFixture {

	// not reached by each run
	private static final EnumSet<Step> RARE = EnumSet.of(Step.ABANDON, Step.EXPIRED, Step.FAILED);

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

}
