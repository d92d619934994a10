package dev.sourcery.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Readers of one node that are far from each other, are closed, or have failed.
 */
class DistantReadersTests {

	private static final ServerIncarnation FIRST = new ServerIncarnation("first");

	private final InMemoryEventStore store = new InMemoryEventStore(
			new JsonEventSerializer(EventTypes.of(Counted.class)));

	private final ScriptedTail tail = new ScriptedTail(this.store);

	private void append(int number) {
		this.store.append(new StreamId("count", "1"), ExpectedVersion.any(),
				IntStream.range(0, number).mapToObj(Counted::new).map(NewEvent::of).toList());
	}

	private static TailBatch read(TailReader reader, Position after, int limit) {
		return reader.read(after, FIRST, limit, null);
	}

	@Test
	void aPageThatWasReadWhileItsReaderWasClosedIsReleased() {
		append(10);
		ClosingTail closing = new ClosingTail(this.tail);
		SharedTail shared = new SharedTail(closing);
		TailReader closed = shared.reader(Set.of(), false);
		closing.whileReading = closed::close;
		read(closed, Position.START, 5);
		closing.whileReading = () -> {
		};
		assertThat(this.tail.queries).hasSize(1);
		read(shared.reader(Set.of(), false), Position.START, 5);
		assertThat(this.tail.queries).as("the page is no longer held").hasSize(2);
	}

	@Test
	void readersThatAreFarApartReadEachEventAboutOnce() {
		farApart((read) -> {
		});
	}

	@Test
	void readersThatAreFarApartAndReadInAdvanceReadEachEventAboutOnce() {
		farApart(Runnable::run);
	}

	private void farApart(Executor advance) {
		int distance = 3000;
		int number = 8;
		append(number * distance);
		SharedTail shared = new SharedTail(this.tail, advance);
		List<TailReader> readers = Stream.generate(() -> shared.reader(Set.of(), false)).limit(number).toList();
		List<Position> positions = new ArrayList<>(
				IntStream.range(0, number).mapToObj((i) -> new Position((long) i * distance)).toList());
		int batches = 20;
		for (int batch = 0; batch < batches; batch++) {
			for (int i = 0; i < number; i++) {
				positions.set(i, read(readers.get(i), positions.get(i), 50).reached());
			}
		}
		// each reader has read one page of 1,000 events, and one in advance
		long read = this.tail.queries.stream().mapToLong(EventQuery::limit).sum();
		assertThat(read).as("events read from the store for %d events", number * batches * 50)
			.isLessThanOrEqualTo(3L * number * 1000);
	}

	@Test
	void aReadSucceedsIfNoThreadCanReadInAdvance() {
		append(2 * TailPages.PAGE_SIZE);
		SharedTail shared = new SharedTail(this.tail, (read) -> {
			throw new IllegalStateException("no thread");
		});
		assertThat(read(shared.reader(Set.of(), false), Position.START, 10).events()).hasSize(10);
	}

	@Test
	void aReaderThatHasCaughtUpAfterAFailureSharesAgain() {
		append(1000);
		SharedTail shared = new SharedTail(this.tail);
		TailReader failed = shared.reader(Set.of(), false);
		TailReader other = shared.reader(Set.of(), false);
		read(other, Position.START, 1000);
		read(failed, Position.START, 1000);
		failed.forget();
		// the sizes of batches after a failure, until the lane has caught up
		Position position = Position.START;
		while (position.value() < 1000) {
			position = read(failed, position, 500).reached();
		}
		read(other, position, 32);
		for (int i = 0; i < 10; i++) {
			append(1);
			int before = this.tail.queries.size();
			read(other, position, 32);
			position = read(failed, position, 32).reached();
			assertThat(this.tail.queries).as("commit %d is read once", i).hasSize(before + 1);
		}
	}

	@EventType("shared.counted")
	record Counted(int number) {

	}

	private static final class ClosingTail implements EventTail {

		private final EventTail target;

		private Runnable whileReading = () -> {
		};

		ClosingTail(EventTail target) {
			this.target = target;
		}

		@Override
		public SettledPosition settledPosition() {
			return this.target.settledPosition();
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
			this.whileReading.run();
			return this.target.readAll(query, settled);
		}

		@Override
		public Position lastPosition(Position upTo) {
			return this.target.lastPosition(upTo);
		}

		@Override
		public Optional<HeldBack> heldBack() {
			return this.target.heldBack();
		}

	}

}
