package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.spi.EncodedEvent;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.store.spi.StoredPayload;
import dev.sourcery.tail.EventTail.Page;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SharedTail;
import dev.sourcery.tail.TailBatch;
import dev.sourcery.tail.TailBatch.StoppedBy;
import dev.sourcery.tail.TailReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A store whose codec reads one event as several or none, over several pages.
 */
class ReplacedCodecTests {

	private static final StreamId STREAM = new StreamId("note", "1");

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = new JdbcEventStore(this.database.dataSource(),
			this.database.transactionManager(),
			new Repeating(EventCodec.of(new JsonEventSerializer(EventTypes.of(Noted.class)))), StoreDatabase.SCHEMA,
			AppendSettings.standard(), QueueSteps.NONE, new StreamTurns());

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aStreamIsReadAsTheCodecReadsIt() {
		append(0, 1, 2, 0, 0, 3, 0);
		assertThat(numbers(this.store.read(StreamQuery.of(STREAM)))).containsExactly(1, 2, 2, 5, 5, 5);
		assertThat(numbers(this.store.read(StreamQuery.of(STREAM).backward()))).containsExactly(5, 5, 5, 2, 2, 1);
		assertThat(this.store.readPayloads(StreamQuery.of(STREAM)).map(Payload::version)).containsExactly(2L, 3L, 3L,
				6L, 6L, 6L);
		assertThat(this.store.version(STREAM)).isEqualTo(7);
	}

	@Test
	void pagesWithoutEventsDoNotEndARead() {
		append(IntStream.range(0, 3000).map((number) -> (number % 1500 == 1499) ? 2 : 0).toArray());
		assertThat(numbers(this.store.read(StreamQuery.of(STREAM)))).containsExactly(1499, 1499, 2999, 2999);
		assertThat(numbers(this.store.readAll(EventQuery.all()))).containsExactly(1499, 1499, 2999, 2999);
		assertThat(this.store.readPayloads(StreamQuery.of(STREAM)).map(Payload::version)).containsExactly(1500L, 1500L,
				3000L, 3000L);
	}

	@Test
	void aBatchIsReadAsTheCodecReadsIt() {
		append(0, 1, 2);
		Page page = this.store.fetchPage(EventQuery.all(), this.store.settledPosition(), true).decode();
		assertThat(numbers(page.events().stream())).containsExactly(1, 2, 2);
	}

	@Test
	void aReaderOfTheTailContinuesAfterEventsThatAreLeftOut() {
		append(IntStream.range(0, 3000).map((number) -> (number % 1500 == 1499) ? 2 : 0).toArray());
		TailReader reader = new SharedTail(this.store).reader(Set.of(), true);
		ServerIncarnation incarnation = this.store.settledPosition().incarnation();
		List<RecordedEvent<?>> read = new ArrayList<>();
		TailBatch batch = reader.read(Position.START, incarnation, 1000, null);
		while (batch.stoppedBy() != StoppedBy.SETTLED) {
			read.addAll(batch.events());
			batch = reader.read(batch.reached(), incarnation, 1000, null);
		}
		read.addAll(batch.events());
		assertThat(numbers(read.stream())).containsExactly(1499, 1499, 2999, 2999);
	}

	@Test
	void anEventThatCannotBeReadEndsTheReadAtItsPlace() {
		append(1, 2, -1, 1);
		List<Integer> read = new ArrayList<>();
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> this.store.read(StreamQuery.of(STREAM))
			.forEach((event) -> read.add(((Noted) event.payload()).number())));
		assertThat(read).containsExactly(0, 1, 1);
	}

	@Test
	void aRepeatedAppendIsRecognizedByItsStoredForm() {
		Append append = new Append(STREAM, ExpectedVersion.any(), events(0, 2), new CommandId("c-1"));
		Commit first = this.store.append(List.of(append)).get(0);
		Commit repeated = this.store.append(List.of(append)).get(0);
		assertThat(repeated.version()).isEqualTo(first.version()).isEqualTo(2);
		assertThat(numbers(repeated.events().stream())).containsExactly(1, 1);
	}

	private void append(int... times) {
		this.store.append(STREAM, ExpectedVersion.any(), events(times));
	}

	private static List<NewEvent> events(int... times) {
		return IntStream.range(0, times.length).mapToObj((i) -> NewEvent.of(new Noted(i, times[i]))).toList();
	}

	private static List<Integer> numbers(Stream<RecordedEvent<?>> events) {
		return events.map((event) -> ((Noted) event.payload()).number()).toList();
	}

	@EventType("noted")
	record Noted(int number, int times) {

	}

	/**
	 * Reads each event as many times as it says, and not at all if that is negative.
	 */
	record Repeating(EventCodec codec) implements EventCodec {

		@Override
		public EventTypes types() {
			return this.codec.types();
		}

		@Override
		public EncodedEvent encode(NewEvent event) {
			return this.codec.encode(event);
		}

		@Override
		public void decode(StoredEvent stored, Consumer<? super RecordedEvent<?>> events) {
			this.codec.decode(stored, (event) -> repeat((Noted) event.payload(), () -> events.accept(event)));
		}

		@Override
		public void decodePayload(StoredPayload stored, Consumer<? super Payload> payloads) {
			this.codec.decodePayload(stored, (event) -> repeat((Noted) event.payload(), () -> payloads.accept(event)));
		}

		private static void repeat(Noted event, Runnable accept) {
			if (event.times() < 0) {
				throw new EventDecodingException(new EventTypeName("noted", 1), "negative", null);
			}
			for (int i = 0; i < event.times(); i++) {
				accept.run();
			}
		}

	}

}
