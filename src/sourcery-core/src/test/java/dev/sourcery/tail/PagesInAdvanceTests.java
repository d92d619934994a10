package dev.sourcery.tail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.tail.SharedTailTests.Counted;
import dev.sourcery.tail.SharedTailTests.Noted;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * While a reader catches up, its next pages are read in advance.
 */
class PagesInAdvanceTests {

	private static final ServerIncarnation FIRST = new ServerIncarnation("first");

	private final InMemoryEventStore store = new InMemoryEventStore(new UnreadableTexts());

	private final ScriptedTail tail = new ScriptedTail(this.store);

	private void append(Object... payloads) {
		this.store.append(new StreamId("note", "1"), ExpectedVersion.any(),
				Stream.of(payloads).map(NewEvent::of).toList());
	}

	private void appendCounts(int number) {
		IntStream.range(0, number).forEach((i) -> append(new Counted(i)));
	}

	private static List<Object> payloads(TailBatch batch) {
		return batch.events().stream().<Object>map(RecordedEvent::payload).toList();
	}

	@Test
	void theNextPagesAreReadInAdvance() {
		Deque<Runnable> advance = new ArrayDeque<>();
		SharedTail prefetching = new SharedTail(this.tail, advance::add);
		appendCounts(5 * TailPages.PAGE_SIZE);
		TailReader reader = prefetching.reader(Set.of(), false);
		Position position = Position.START;
		for (int page = 0; page < 5; page++) {
			TailBatch batch = reader.read(position, FIRST, TailPages.PAGE_SIZE, null);
			assertThat(batch.events()).hasSize(TailPages.PAGE_SIZE);
			assertThat(batch.events().get(0).position()).isEqualTo(new Position(page * TailPages.PAGE_SIZE + 1L));
			position = batch.reached();
			runAll(advance);
			assertThat(this.tail.queries).as("one page, and at most two in advance").hasSize(Math.min(5, page + 3));
		}
	}

	@Test
	void theNextFetchBeginsBeforeAPageIsDecoded() {
		List<String> steps = new ArrayList<>();
		Deque<Runnable> advance = new ArrayDeque<>();
		appendCounts(3 * TailPages.PAGE_SIZE);
		EventTail recording = new DecodingTail(this.tail, steps);
		TailReader reader = new SharedTail(recording, (read) -> {
			steps.add("begin");
			advance.add(read);
		}).reader(Set.of(), false);
		reader.read(Position.START, FIRST, TailPages.PAGE_SIZE, null);
		assertThat(steps).startsWith("fetch 0", "begin", "decode 0");
		steps.clear();
		runAll(advance);
		assertThat(steps).startsWith("fetch 1000", "begin", "decode 1000", "fetch 2000", "decode 2000");
	}

	private static void runAll(Deque<Runnable> advance) {
		for (Runnable next = advance.poll(); next != null; next = advance.poll()) {
			next.run();
		}
	}

	@Test
	void aReadInAdvanceThatFailsIsRepeatedByTheReader() {
		List<Runnable> advance = new ArrayList<>();
		SharedTail prefetching = new SharedTail(this.tail, advance::add);
		appendCounts(TailPages.PAGE_SIZE);
		append(new Noted("unreadable"));
		TailReader reader = prefetching.reader(Set.of(), false);
		TailBatch first = reader.read(Position.START, FIRST, TailPages.PAGE_SIZE, null);
		advance.forEach(Runnable::run);
		assertThatExceptionOfType(EventDecodingException.class)
			.isThrownBy(() -> reader.read(first.reached(), FIRST, TailPages.PAGE_SIZE, null));
	}

	@Test
	void manyReadersAtOnceReadEachEventOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			SharedTail prefetching = new SharedTail(this.tail, threads);
			appendCounts(5 * TailPages.PAGE_SIZE);
			List<Future<List<Object>>> all = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				int limit = 100 + 37 * i;
				all.add(threads.submit(() -> readAll(prefetching, limit)));
			}
			for (Future<List<Object>> read : all) {
				assertThat(read.get(1, TimeUnit.MINUTES))
					.isEqualTo(IntStream.range(0, 5 * TailPages.PAGE_SIZE).<Object>mapToObj(Counted::new).toList());
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static List<Object> readAll(SharedTail tail, int limit) {
		List<Object> read = new ArrayList<>();
		try (TailReader reader = tail.reader(Set.of(), false)) {
			Position position = Position.START;
			TailBatch batch = reader.read(position, FIRST, limit, null);
			while (!batch.events().isEmpty()) {
				read.addAll(payloads(batch));
				position = batch.reached();
				batch = reader.read(position, FIRST, limit, null);
			}
		}
		return read;
	}

}
