package dev.sourcery.tail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.tail.TailBatch.StoppedBy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Readers of one node share queries and events.
 */
class SharedTailTests {

	private static final ServerIncarnation FIRST = new ServerIncarnation("first");

	private static final ServerIncarnation SECOND = new ServerIncarnation("second");

	private static final Duration LONG = Duration.ofHours(1);

	private final InMemoryEventStore store = new InMemoryEventStore(new UnreadableTexts());

	private final ScriptedTail tail = new ScriptedTail(this.store);

	private final SharedTail shared = new SharedTail(this.tail);

	private final TailReader notes = this.shared.reader(Set.of("shared.noted"), false);

	private final TailReader counts = this.shared.reader(Set.of("shared.counted"), true);

	private void append(Object... payloads) {
		this.store.append(new StreamId("note", "1"), ExpectedVersion.any(),
				Stream.of(payloads).map(NewEvent::of).toList());
	}

	private void appendCounts(int number) {
		IntStream.range(0, number).forEach((i) -> append(new Counted(i)));
	}

	private static TailBatch read(TailReader reader, long after) {
		return reader.read(new Position(after), FIRST, 10, null);
	}

	private static List<Object> payloads(TailBatch batch) {
		return batch.events().stream().<Object>map(RecordedEvent::payload).toList();
	}

	@Test
	void readersThatAreNearEachOtherReadOnce() {
		append(new Noted("a"), new Counted(1), new Noted("b"));
		assertThat(payloads(read(this.notes, 0))).containsExactly(new Noted("a"), new Noted("b"));
		TailBatch second = read(this.counts, 0);
		assertThat(payloads(second)).containsExactly(new Counted(1));
		assertThat(second.reached()).isEqualTo(new Position(3));
		assertThat(second.stoppedBy()).isEqualTo(StoppedBy.SETTLED);
		assertThat(this.tail.queries).hasSize(1);
		assertThat(this.tail.withMetadata).as("one reader needs it").containsExactly(true);
	}

	@Test
	void aPageIsReadByBatches() {
		appendCounts(25);
		List<Object> read = new ArrayList<>();
		TailBatch batch = read(this.counts, 0);
		while (!batch.events().isEmpty()) {
			read.addAll(payloads(batch));
			batch = read(this.counts, batch.reached().value());
		}
		assertThat(read).isEqualTo(IntStream.range(0, 25).<Object>mapToObj(Counted::new).toList());
		assertThat(this.tail.queries).hasSize(1);
	}

	@Test
	void aReaderThatStopsWithinAPageGetsNothingBeyond() {
		appendCounts(5);
		TailBatch batch = this.counts.read(Position.START, FIRST, 10, new Position(3));
		assertThat(batch.events()).hasSize(3);
		assertThat(batch.reached()).isEqualTo(new Position(3));
		assertThat(batch.stoppedBy()).isEqualTo(StoppedBy.SETTLED);
		read(this.notes, 0);
		assertThat(this.counts.read(Position.START, FIRST, 10, new Position(2)).reached()).isEqualTo(new Position(2));
	}

	@Test
	void readersThatAreFarApartReadTheirOwnTypes() {
		appendCounts(1500);
		append(new Noted("a"));
		read(this.notes, 1500);
		read(this.counts, 0);
		assertThat(this.tail.queries.stream().map((query) -> query.filter().eventTypes()))
			.containsExactly(Set.of("shared.noted"), Set.of("shared.counted"));
	}

	@Test
	void anEventThatOnlyOthersReadMayBeUnreadable() {
		append(new Noted("unreadable"), new Counted(1));
		assertThat(payloads(read(this.counts, 0))).containsExactly(new Counted(1));
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> read(this.notes, 0));
	}

	@Test
	void afterARestartPagesAreReadAgain() {
		appendCounts(20);
		read(this.counts, 0);
		this.tail.incarnation = SECOND;
		this.shared.signalled();
		this.counts.forget();
		assertThat(read(this.counts, 10).stoppedBy()).isEqualTo(StoppedBy.RESTARTED);
		assertThat(this.counts.read(new Position(10), SECOND, 10, null).events()).hasSize(10);
		assertThat(this.tail.queries).hasSize(2);
	}

	@Test
	void afterAFailureEventsAreReadAgain() {
		appendCounts(20);
		read(this.counts, 0);
		this.counts.forget();
		assertThat(read(this.counts, 0).events()).hasSize(10);
		assertThat(this.tail.queries).hasSize(2);
	}

	@Test
	void afterAFailureFewEventsAreReadUntilBatchesAreAsLargeAsBefore() {
		appendCounts(100);
		this.counts.read(Position.START, FIRST, 8, null);
		this.counts.forget();
		for (int limit : new int[] { 1, 2, 4 }) {
			this.counts.read(Position.START, FIRST, limit, null);
			assertThat(this.tail.queries.get(this.tail.queries.size() - 1).limit()).isEqualTo(limit);
		}
		int queries = this.tail.queries.size();
		this.counts.read(Position.START, FIRST, 8, null);
		assertThat(this.tail.queries).as("the page read before the failure").hasSize(queries);
	}

	@Test
	void pagesThatAllReadersHavePassedAreReleased() {
		appendCounts(5);
		read(this.counts, 0);
		read(this.counts, 5);
		read(this.notes, 5);
		read(this.counts, 0);
		assertThat(this.tail.queries).hasSize(2);
	}

	@Test
	void aClosedReaderNeedsNoPages() {
		append(new Noted("a"), new Counted(1));
		this.counts.close();
		read(this.notes, 0);
		assertThat(this.tail.queries.get(0).filter().eventTypes()).containsExactly("shared.noted");
	}

	@Test
	void thePositionThatOneReaderFoundIsSettledForAll() {
		appendCounts(3);
		read(this.counts, 0);
		read(this.notes, 1);
		assertThat(this.tail.settledCalls).as("the first read of a reader looks").isEqualTo(2);
		appendCounts(3);
		read(this.counts, 3);
		read(this.notes, 3);
		assertThat(this.tail.settledCalls).isEqualTo(3);
	}

	@Test
	void aSettledPositionOfAnAgeIsSufficientUnlessACommitWasSignalled() {
		read(this.counts, 0);
		read(this.notes, 0);
		int calls = this.tail.settledCalls;
		this.counts.read(Position.START, FIRST, 10, null, LONG);
		this.notes.read(Position.START, FIRST, 10, null, LONG);
		assertThat(this.tail.settledCalls).isEqualTo(calls);
		appendCounts(1);
		this.shared.signalled();
		assertThat(this.counts.read(Position.START, FIRST, 10, null, LONG).events()).hasSize(1);
		assertThat(this.tail.settledCalls).isEqualTo(calls + 1);
	}

	/**
	 * Many events of other types may have been stored since the last look.
	 */
	@Test
	void aLookCoversNoMorePositionsThanARead() {
		append(new Counted(1));
		TailBatch first = read(this.counts, 0);
		read(this.counts, first.reached().value());
		assertThat(this.tail.looks).as("without a signal").isEmpty();
		this.shared.signalled();
		read(this.counts, first.reached().value());
		read(this.counts, first.reached().value());
		assertThat(this.tail.looks).hasSize(1)
			.allSatisfy((query) -> assertThat(query.upTo().value() - query.after().value()).isBetween(1L, 100_000L));
	}

	@EventType("shared.noted")
	record Noted(String text) {

	}

	@EventType("shared.counted")
	record Counted(int number) {

	}

}
