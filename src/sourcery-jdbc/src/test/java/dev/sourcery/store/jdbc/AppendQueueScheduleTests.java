package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EncodedEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many orders of the calls of concurrent callers. Each method of the queue holds its lock
 * from beginning to end, so a schedule of threads is a sequence of calls. One thread
 * makes them, in an order that a number determines, without a database and without
 * waiting.
 * <p>
 * Wake-ups of parked threads and the answers of {@link GroupAppend} to its callers are
 * not tested here.
 */
class AppendQueueScheduleTests {

	private static final int SCHEDULES = 5_000;

	private static final int MAX_STEPS = 10_000;

	private static final AppendSettings SETTINGS = new AppendSettings(100_000, GroupMode.ALWAYS, 5, 100,
			Duration.ofMinutes(1));

	private static final List<EncodedAppend> APPENDS = IntStream.range(0, 16)
		.mapToObj(AppendQueueScheduleTests::append)
		.toList();

	private static EncodedAppend append(int number) {
		// five to one stream, four to another one, the others to streams of their own
		String stream = (number < 9) ? "hot" + number % 2 : "own" + number;
		NewEvent event = NewEvent.of("payload");
		Append append = new Append(new StreamId("thing", stream), ExpectedVersion.any(), List.of(event));
		String payload = "e".repeat((number == 15) ? 70_000 : 1);
		return new EncodedAppend(append,
				List.of(new EncodedEvent(event, new EventTypeName("thing.happened", 1), "{}", payload)));
	}

	@Test
	void turnsArePassedOnThoughNoCallerLooksAgain() {
		for (int number = 0; number < SCHEDULES; number++) {
			new Schedule(number, false).run();
		}
	}

	@Test
	void callersThatLookAgainAtAnyTimeDisturbNoOther() {
		for (int number = 0; number < SCHEDULES; number++) {
			new Schedule(number, true).run();
		}
	}

	@Test
	void aCallerThatGivesUpAtAnyTimeTakesNoTurnAlong() {
		for (int number = 0; number < SCHEDULES; number++) {
			Schedule schedule = new Schedule(number, false);
			schedule.callers.get(number % APPENDS.size()).givesUp = true;
			schedule.run();
		}
	}

	@Test
	void anErrorAtAnyStepTakesNoTurnAlong() {
		for (int number = 0; number < SCHEDULES; number++) {
			Schedule schedule = new Schedule(number, true);
			schedule.stepsUntilError = 1 + schedule.random.nextInt(200);
			schedule.run();
		}
	}

	/**
	 * One order of the steps of all callers.
	 */
	private static final class Schedule {

		private final int number;

		private final Random random;

		private final boolean looks;

		private final AppendQueue queue = new AppendQueue(SETTINGS, this::reached);

		private final List<Caller> callers = new ArrayList<>();

		private final Map<StreamId, List<WaitingAppend>> entered = new HashMap<>();

		private int stepsUntilError;

		Schedule(int number, boolean looks) {
			this.number = number;
			this.random = new Random(number);
			this.looks = looks;
			APPENDS.forEach((append) -> this.callers.add(new Caller(this, append)));
		}

		private void reached(Step step, State state) {
			this.stepsUntilError--;
			if (this.stepsUntilError == 0) {
				throw new StackOverflowError("test at " + step + " of " + state);
			}
		}

		void run() {
			for (int step = 0; step < MAX_STEPS; step++) {
				List<Caller> active = this.callers.stream().filter(Caller::isActive).toList();
				if (active.isEmpty()) {
					break;
				}
				active.get(this.random.nextInt(active.size())).step();
				assertOneUnderWayOfEachStream();
			}
			assertThat(this.callers).as("schedule %d", this.number).allMatch((caller) -> caller.phase == Phase.GONE);
			assertThat(this.callers).as("schedule %d", this.number).allMatch(Caller::isToldWhatHappened);
			assertThat(this.queue.isEmpty()).as("schedule %d", this.number).isTrue();
		}

		private void assertOneUnderWayOfEachStream() {
			for (List<WaitingAppend> appends : this.entered.values()) {
				if (appends.stream().filter(Schedule::isUnderWay).count() > 1) {
					throw new AssertionError("Two appends to a stream are under way in schedule " + this.number);
				}
			}
		}

		private static boolean isUnderWay(WaitingAppend append) {
			return append.state == State.ALONE || append.state == State.LEADING || append.state == State.GROUPED;
		}

	}

	/**
	 * Calls the queue as {@link GroupAppend} does.
	 */
	private static final class Caller {

		private final Schedule schedule;

		private final WaitingAppend append;

		private Phase phase = Phase.COMING;

		private boolean givesUp;

		private int stored;

		private boolean committed;

		private boolean inDoubt;

		Caller(Schedule schedule, EncodedAppend append) {
			this.schedule = schedule;
			this.append = new WaitingAppend(append);
		}

		boolean isActive() {
			boolean waits = this.phase == Phase.IN_QUEUE && this.append.state.isWaiting();
			return this.phase != Phase.GONE && (!waits || this.schedule.looks || this.givesUp);
		}

		boolean isToldWhatHappened() {
			return this.inDoubt || this.stored == (this.committed ? 1 : 0);
		}

		void step() {
			try {
				stepOrFail();
			}
			catch (StackOverflowError ex) {
				giveUp();
			}
		}

		private void stepOrFail() {
			AppendQueue queue = this.schedule.queue;
			switch (this.phase) {
				case COMING -> {
					this.phase = Phase.IN_QUEUE;
					this.schedule.entered.computeIfAbsent(this.append.stream(), (stream) -> new ArrayList<>())
						.add(this.append);
					queue.enter(this.append);
				}
				case IN_QUEUE -> stepInQueue(queue);
				case GROUP_TAKEN -> {
					this.phase = Phase.GROUP_STORED;
					storeGroup();
				}
				case GROUP_STORED -> endGroup(queue);
				case LEAVING -> leave();
				default -> throw new IllegalStateException();
			}
		}

		private void stepInQueue(AppendQueue queue) {
			State state = this.append.state;
			if (state == State.LEADING) {
				this.phase = Phase.GROUP_TAKEN;
				try {
					queue.takeGroup(this.append);
				}
				catch (StackOverflowError ex) {
					endGroup(queue);
				}
			}
			else if (state == State.ALONE || state == State.DONE) {
				this.stored += (state == State.ALONE) ? 1 : 0;
				this.committed = true;
				this.phase = Phase.LEAVING;
			}
			else if (this.givesUp) {
				giveUp();
			}
			else {
				queue.lookAgain(this.append);
			}
		}

		// one group of ten fails, and its members go alone
		private void storeGroup() {
			if (this.schedule.random.nextInt(10) == 0) {
				return;
			}
			for (WaitingAppend member = this.append; member != null; member = member.nextInGroup) {
				Caller caller = callerOf(member);
				caller.stored++;
				member.commit = new Commit(member.stream(), 1, List.of());
			}
		}

		private Caller callerOf(WaitingAppend member) {
			return this.schedule.callers.stream().filter((caller) -> caller.append == member).findFirst().orElseThrow();
		}

		private void endGroup(AppendQueue queue) {
			this.phase = Phase.IN_QUEUE;
			try {
				queue.endGroup(this.append);
			}
			catch (StackOverflowError ex) {
				queue.endGroup(this.append);
			}
		}

		private void giveUp() {
			State left = leave();
			this.committed = this.committed || (left == State.DONE && this.append.commit != null);
			this.inDoubt = !this.committed && (left == State.GROUPED || this.append.commit != null);
		}

		private State leave() {
			this.phase = Phase.GONE;
			try {
				return this.schedule.queue.leave(this.append);
			}
			catch (StackOverflowError ex) {
				return this.schedule.queue.leave(this.append);
			}
		}

	}

	private enum Phase {

		COMING, IN_QUEUE, GROUP_TAKEN, GROUP_STORED, LEAVING, GONE

	}

}
