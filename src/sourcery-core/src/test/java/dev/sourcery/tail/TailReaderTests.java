package dev.sourcery.tail;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.tail.TailBatch.StoppedBy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TailReaderTests {

	private static final ServerIncarnation FIRST = new ServerIncarnation("first");

	private static final ServerIncarnation SECOND = new ServerIncarnation("second");

	private static final long LARGEST_WINDOW = 100_000;

	private static final long SMALLEST_WINDOW = 100;

	private static final int READS_BEFORE_GROWTH = 100;

	private final InMemoryEventStore store = new InMemoryEventStore(new UnreadableTexts());

	private final ScriptedTail tail = new ScriptedTail(this.store);

	private final TailReader reader = new SharedTail(this.tail).reader(Set.of(), true);

	private void append(Object... payloads) {
		this.store.append(new StreamId("note", "1"), ExpectedVersion.any(),
				Stream.of(payloads).map(NewEvent::of).toList());
	}

	private TailBatch read(long after, int limit) {
		return this.reader.read(new Position(after), FIRST, limit, null);
	}

	private static List<Object> payloads(TailBatch batch) {
		return batch.events().stream().<Object>map(RecordedEvent::payload).toList();
	}

	@Test
	void allFinalEventsAreRead() {
		append(new Noted("a"), new Noted("b"));
		TailBatch batch = read(0, 10);
		assertThat(payloads(batch)).containsExactly(new Noted("a"), new Noted("b"));
		assertThat(batch.stoppedBy()).isEqualTo(StoppedBy.SETTLED);
		assertThat(batch.reached()).isEqualTo(new Position(2));
		assertThat(batch.incarnation()).isEqualTo(FIRST);
	}

	@Test
	void eventsThatAreNotFinalAreNotRead() {
		append(new Noted("a"), new Noted("b"));
		this.tail.settled = new Position(1);
		assertThat(payloads(read(0, 10))).containsExactly(new Noted("a"));
	}

	@Test
	void withoutEventsTheReadEndsWhereItBegan() {
		append(new Noted("a"));
		TailBatch batch = read(1, 10);
		assertThat(batch).isEqualTo(new TailBatch(List.of(), new Position(1), StoppedBy.SETTLED, FIRST));
		assertThat(this.tail.queries).isEmpty();
	}

	@Test
	void aFullBatchReachesItsLastEvent() {
		append(new Noted("a"), new Noted("b"), new Noted("c"));
		TailBatch batch = read(0, 2);
		assertThat(payloads(batch)).containsExactly(new Noted("a"), new Noted("b"));
		assertThat(batch.stoppedBy()).isEqualTo(StoppedBy.LIMIT);
		assertThat(batch.reached()).isEqualTo(new Position(2));
	}

	@Test
	void theReadReachesBeyondTheLastEventOfItsTypes() {
		append(new Noted("a"), new Counted(1), new Counted(2));
		TailReader notes = new SharedTail(this.tail).reader(Set.of("tail.noted"), false);
		TailBatch batch = notes.read(Position.START, FIRST, 10, null);
		assertThat(payloads(batch)).containsExactly(new Noted("a"));
		assertThat(batch.stoppedBy()).isEqualTo(StoppedBy.SETTLED);
		assertThat(batch.reached()).isEqualTo(new Position(3));
		assertThat(this.tail.withMetadata).containsExactly(false);
	}

	@Test
	void theReadEndsBeforeAnEventThatCannotBeDecoded() {
		append(new Noted("a"), new Noted("unreadable"), new Noted("b"));
		TailBatch batch = read(0, 10);
		assertThat(payloads(batch)).containsExactly(new Noted("a"));
		assertThat(batch.stoppedBy()).isEqualTo(StoppedBy.UNREADABLE);
		assertThat(batch.reached()).isEqualTo(new Position(1));
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> read(1, 10))
			.satisfies((failure) -> assertThat(failure.position()).isEqualTo(new Position(2)));
	}

	@Test
	void theFirstReadFindsTheIncarnation() {
		append(new Noted("a"));
		assertThat(this.reader.read(Position.START, null, 10, null))
			.isEqualTo(new TailBatch(List.of(), Position.START, StoppedBy.RESTARTED, FIRST));
		assertThat(this.tail.queries).isEmpty();
	}

	@Test
	void afterARestartNothingIsReadUntilTheNewIncarnationIsGiven() {
		append(new Noted("a"));
		read(0, 10);
		this.tail.incarnation = SECOND;
		append(new Noted("b"));
		for (int i = 0; i < 3; i++) {
			assertThat(read(1, 10)).isEqualTo(new TailBatch(List.of(), new Position(1), StoppedBy.RESTARTED, SECOND));
		}
		TailBatch batch = this.reader.read(new Position(1), SECOND, 10, null);
		assertThat(payloads(batch)).containsExactly(new Noted("b"));
		assertThat(batch.incarnation()).isEqualTo(SECOND);
	}

	@Test
	void theSettledPositionThatShowedARestartIsUsedByTheNextRead() {
		append(new Noted("a"));
		read(0, 10);
		this.tail.incarnation = SECOND;
		assertThat(read(1, 10).stoppedBy()).isEqualTo(StoppedBy.RESTARTED);
		int calls = this.tail.settledCalls;
		assertThat(this.reader.read(new Position(1), SECOND, 10, null).stoppedBy()).isEqualTo(StoppedBy.SETTLED);
		assertThat(this.tail.settledCalls).isEqualTo(calls);
		this.reader.read(new Position(1), SECOND, 10, null);
		assertThat(this.tail.settledCalls).isEqualTo(calls + 1);
	}

	@Test
	void theSettledPositionIsAskedForOncePerBacklog() {
		append(new Noted("a"), new Noted("b"), new Noted("c"));
		for (int after = 0; after < 3; after++) {
			assertThat(read(after, 1).events()).hasSize(1);
		}
		assertThat(this.tail.settledCalls).isEqualTo(1);
		read(3, 1);
		assertThat(this.tail.settledCalls).as("after the end of the backlog").isEqualTo(2);
	}

	@Test
	void eventsAppendedDuringABacklogAreReadAfterIt() {
		append(new Noted("a"), new Noted("b"));
		read(0, 1);
		append(new Noted("c"));
		assertThat(payloads(read(1, 10))).containsExactly(new Noted("b"));
		assertThat(payloads(read(2, 10))).containsExactly(new Noted("c"));
	}

	@Test
	void aForgottenSettledPositionIsAskedForAgain() {
		append(new Noted("a"), new Noted("b"));
		read(0, 1);
		append(new Noted("c"));
		this.reader.forget();
		assertThat(payloads(read(1, 10))).containsExactly(new Noted("b"), new Noted("c"));
		assertThat(this.tail.settledCalls).isEqualTo(2);
	}

	@Test
	void aReadCoversALimitedNumberOfPositions() {
		this.tail.settled = new Position(3 * LARGEST_WINDOW);
		assertThat(read(7, 10))
			.isEqualTo(new TailBatch(List.of(), new Position(7 + LARGEST_WINDOW), StoppedBy.LIMIT, FIRST));
		assertThat(read(2 * LARGEST_WINDOW, 10).stoppedBy()).isEqualTo(StoppedBy.SETTLED);
	}

	@Test
	void eachTimeoutHalvesTheNumberOfPositionsDownToABound() {
		this.tail.settled = new Position(3 * LARGEST_WINDOW);
		this.tail.timingOut = true;
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(StoreTimeoutException.class).isThrownBy(() -> read(0, 10));
		}
		assertThat(this.tail.queries.stream().map((query) -> query.upTo().value()))
			.startsWith(LARGEST_WINDOW, LARGEST_WINDOW / 2, LARGEST_WINDOW / 4)
			.endsWith(SMALLEST_WINDOW, SMALLEST_WINDOW);
	}

	@Test
	void afterManyReadsThePositionsAreDoubled() {
		this.tail.settled = new Position(READS_BEFORE_GROWTH * LARGEST_WINDOW);
		this.tail.timingOut = true;
		assertThatExceptionOfType(StoreTimeoutException.class).isThrownBy(() -> read(0, 10));
		this.tail.timingOut = false;
		long reached = 0;
		for (int i = 0; i < READS_BEFORE_GROWTH; i++) {
			long before = reached;
			reached = read(before, 10).reached().value();
			assertThat(reached - before).isEqualTo(LARGEST_WINDOW / 2);
		}
		assertThat(read(reached, 10).reached().value() - reached).isEqualTo(LARGEST_WINDOW);
	}

	@EventType("tail.noted")
	record Noted(String text) {

	}

	@EventType("tail.counted")
	record Counted(int number) {

	}

	/**
	 * Cannot read the text "unreadable".
	 */
	private static final class UnreadableTexts implements EventSerializer {

		private final EventSerializer json = new JsonEventSerializer(EventTypes.of(Noted.class, Counted.class));

		@Override
		public EventTypes types() {
			return this.json.types();
		}

		@Override
		public String write(Object payload) {
			return this.json.write(payload);
		}

		@Override
		public Object read(EventTypeName type, String payload) {
			if (payload.contains("unreadable")) {
				throw new EventDecodingException(type, "unreadable", null);
			}
			return this.json.read(type, payload);
		}

	}

}
