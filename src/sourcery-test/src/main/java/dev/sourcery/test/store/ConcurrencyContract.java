package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exactly;
import static dev.sourcery.store.ExpectedVersion.exists;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.numbers;
import static dev.sourcery.test.store.ContractEvents.stream;
import static dev.sourcery.test.store.ContractEvents.streams;
import static dev.sourcery.test.store.Writers.together;
import static dev.sourcery.test.store.Writers.wins;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with many concurrent writers.
 */
interface ConcurrencyContract {

	StreamId SHARED = stream("shared");

	private static boolean append(StoreUnderTest store, StreamId to, ExpectedVersion expected, String... texts) {
		return wins(VersionConflictException.class, () -> store.append(to, expected, texts));
	}

	@Test
	default void ofManyWritersAtOneVersionExactlyOneWins(StoreUnderTest store) {
		for (int i = 0; i < 10; i++) {
			long version = i;
			List<Boolean> won = together(8, (writer) -> append(store, SHARED, exactly(version), "writer " + writer));
			assertThat(won).as("the winners at version %d", version).containsOnlyOnce(true);
			assertThat(store.store().version(SHARED)).isEqualTo(version + 1);
		}
	}

	@Test
	default void ofManyWritersWhoCreateAStreamExactlyOneWins(StoreUnderTest store) {
		for (StreamId each : streams(10)) {
			List<Boolean> won = together(8, (writer) -> append(store, each, noStream(), "by " + writer, "again"));
			assertThat(won).as("the creators of %s", each).containsOnlyOnce(true);
			assertThat(store.texts(each)).containsExactly("by " + won.indexOf(true), "again");
		}
	}

	@Test
	default void writersWhoTakeAnyVersionAllSucceedAndVersionsAreDense(StoreUnderTest store) {
		together(8, (writer) -> {
			for (int i = 0; i < 20; i++) {
				store.append(SHARED, (i == 0) ? any() : exists(), writer + "/" + i + "a", writer + "/" + i + "b");
			}
			return true;
		});
		List<RecordedEvent<?>> events = store.read(SHARED);
		assertThat(events).extracting(RecordedEvent::version).isEqualTo(numbers(1, 320));
		assertThat(events).extracting(StoreUnderTest::text).doesNotHaveDuplicates();
		for (int i = 0; i < events.size(); i += 2) {
			String text = StoreUnderTest.text(events.get(i));
			assertThat(StoreUnderTest.text(events.get(i + 1))).as("the event after %s, in one append", text)
				.isEqualTo(text.replace('a', 'b'));
		}
	}

	@Test
	default void noUpdateIsLostWhenWritersReadAndTryAgain(StoreUnderTest store) {
		AtomicInteger conflicts = new AtomicInteger();
		together(6, (writer) -> {
			for (int i = 0; i < 10; i++) {
				while (!append(store, SHARED, exactly(store.store().version(SHARED)), writer + "/" + i)) {
					assertThat(conflicts.incrementAndGet()).as("consecutive conflicts").isLessThan(100_000);
				}
			}
			return true;
		});
		assertThat(store.texts(SHARED)).as("after %s conflicts", conflicts).hasSize(60).doesNotHaveDuplicates();
	}

	@Test
	default void writersOnDifferentStreamsAllSucceed(StoreUnderTest store) {
		List<StreamId> streams = streams(8);
		together(8, (writer) -> {
			for (int i = 0; i < 20; i++) {
				store.append(streams.get(writer), exactly(i), "a");
			}
			return true;
		});
		assertThat(streams).allSatisfy((each) -> assertThat(store.store().version(each)).isEqualTo(20));
		assertThat(store.everything()).hasSize(160).extracting(RecordedEvent::position).doesNotHaveDuplicates();
	}

	@Test
	default void writersToTheSameStreamsInDifferentOrderDoNotDeadlock(StoreUnderTest store) {
		List<StreamId> streams = streams(5);
		together(6, (writer) -> {
			List<StreamId> order = new ArrayList<>(streams);
			Collections.shuffle(order, new Random(writer));
			for (int i = 0; i < 20; i++) {
				store.store().append(order.stream().map((to) -> new Append(to, any(), notes("x"))).toList());
			}
			return true;
		});
		assertThat(streams).allSatisfy((each) -> assertThat(store.store().version(each)).isEqualTo(120));
	}

	@Test
	default void streamsWhoseNamesSortDifferentlyInUtf16DoNotDeadlock(StoreUnderTest store) {
		List<StreamId> streams = List.of(stream("\uffe6"), stream("😀"), stream("\ue000"), stream("z"));
		together(6, (writer) -> {
			for (int i = 0; i < 20; i++) {
				if (writer % 2 == 0) {
					store.store().append(streams.stream().map((to) -> new Append(to, any(), notes("x"))).toList());
				}
				else {
					store.append(streams.get(i % 4), any(), "y");
				}
			}
			return true;
		});
		assertThat(streams).allSatisfy((each) -> assertThat(store.store().version(each)).isEqualTo(75));
	}

	@Test
	default void ofManyWritersOfSeveralStreamsAtOneVersionExactlyOneWins(StoreUnderTest store) {
		List<StreamId> streams = streams(3);
		for (int i = 0; i < 10; i++) {
			long version = i;
			List<Boolean> won = together(6, (writer) -> wins(VersionConflictException.class, () -> store.store()
				.append(streams.stream().map((to) -> new Append(to, exactly(version), notes("x"))).toList())));
			assertThat(won).as("the winners at version %d", version).containsOnlyOnce(true);
			assertThat(streams).allSatisfy((each) -> assertThat(store.store().version(each)).isEqualTo(version + 1));
		}
	}

	@Test
	default void aReaderMeetsEveryEventOnceAndInOrderWhileWritersWrite(StoreUnderTest store) {
		List<StreamId> streams = streams(4);
		AtomicInteger writing = new AtomicInteger(4);
		List<List<RecordedEvent<?>>> results = together(5, (number) -> {
			if (number == 4) {
				return follow(store, writing);
			}
			try {
				for (int i = 0; i < 40; i++) {
					store.append(new Append(streams.get(number), any(), notes("own")),
							new Append(SHARED, any(), notes("shared", "shared")));
				}
			}
			finally {
				writing.decrementAndGet();
			}
			return List.of();
		});
		assertThat(results.get(4)).as("the events that the reader has read, compared with the stored events")
			.isEqualTo(store.everything())
			.hasSize(480);
		for (StreamId each : streams) {
			assertThat(results.get(4).stream().filter((event) -> event.stream().equals(each)))
				.extracting(RecordedEvent::version)
				.isEqualTo(numbers(1, 40));
		}
	}

	private static List<RecordedEvent<?>> follow(StoreUnderTest store, AtomicInteger writing) {
		List<RecordedEvent<?>> met = new ArrayList<>();
		Position last = Position.START;
		boolean more = true;
		while (more) {
			boolean ended = writing.get() == 0;
			List<RecordedEvent<?>> page = store.readAll(EventQuery.all().after(last).limit(50));
			assertThat(Collections.disjoint(met, page)).as("events after %s have not been read before", last).isTrue();
			met.addAll(page);
			last = page.isEmpty() ? last : page.get(page.size() - 1).position();
			more = !ended || !page.isEmpty();
		}
		return met;
	}

}
