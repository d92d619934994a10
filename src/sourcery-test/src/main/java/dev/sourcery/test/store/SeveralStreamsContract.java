package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exactly;
import static dev.sourcery.store.ExpectedVersion.exists;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.numbers;
import static dev.sourcery.test.store.ContractEvents.stream;
import static dev.sourcery.test.store.ContractEvents.streams;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of appends to several streams, which are stored completely or not at all.
 */
interface SeveralStreamsContract {

	StreamId ONE = stream("one");

	StreamId TWO = stream("two");

	StreamId THREE = stream("three");

	@Test
	default void severalStreamsAreWrittenTogether(StoreUnderTest store) {
		List<Commit> commits = store.append(new Append(TWO, noStream(), notes("b")),
				new Append(ONE, any(), notes("a", "c")));

		assertThat(commits).extracting(Commit::version).containsExactly(1L, 2L);
		assertThat(store.read(TWO)).isEqualTo(commits.get(0).events());
		assertThat(store.read(ONE)).isEqualTo(commits.get(1).events());
		assertThat(store.texts(ONE)).containsExactly("a", "c");
		assertThat(store.everything()).hasSize(3);
	}

	@Test
	default void commitsComeInTheOrderOfTheAppends(StoreUnderTest store) {
		List<StreamId> order = new ArrayList<>(streams(10));
		Collections.shuffle(order, new Random(1));

		List<Commit> commits = store.store()
			.append(order.stream().map((to) -> new Append(to, any(), notes(to.id()))).toList());

		assertThat(commits).extracting(Commit::stream).isEqualTo(order);
		assertThat(commits)
			.allSatisfy((commit) -> assertThat(commit.events()).as("the events of the commit of %s", commit.stream())
				.extracting(StoreUnderTest::text)
				.containsExactly(commit.stream().id()));
	}

	@Test
	default void eachAppendHasAnExpectationOfItsOwn(StoreUnderTest store) {
		store.append(ONE, any(), "a", "b");
		store.append(TWO, any(), "c");

		List<Commit> commits = store.append(new Append(ONE, exactly(2), notes("d")),
				new Append(TWO, exists(), notes("e", "f")), new Append(THREE, noStream(), notes("g")),
				new Append(stream("four"), any(), notes("h")));

		assertThat(commits).extracting(Commit::version).containsExactly(3L, 3L, 1L, 1L);
	}

	@Test
	default void oneConflictAmongSeveralStreamsStoresNothing(StoreUnderTest store) {
		store.append(TWO, noStream(), "b");

		VersionConflictException conflict = store.refuses(VersionConflictException.class,
				() -> store.append(new Append(ONE, any(), notes("a")), new Append(TWO, noStream(), notes("c")),
						new Append(THREE, any(), notes("d"))));

		assertThat(conflict.stream()).isEqualTo(TWO);
		assertThat(conflict.actual()).isEqualTo(1);
	}

	@Test
	default void aMissingStreamAmongSeveralStoresNothing(StoreUnderTest store) {
		VersionConflictException conflict = store.refuses(VersionConflictException.class,
				() -> store.append(new Append(ONE, any(), notes("a")), new Append(TWO, exists(), notes("c"))));
		assertThat(conflict.stream()).isEqualTo(TWO);
		assertThat(conflict.actual()).isZero();
	}

	@Test
	default void aVersionThatCannotExistAmongSeveralStoresNothing(StoreUnderTest store) {
		store.append(TWO, noStream(), "b");
		for (long far : new long[] { 2, Long.MAX_VALUE - 1, Long.MAX_VALUE }) {
			VersionConflictException conflict = store.refuses(VersionConflictException.class, () -> store
				.append(new Append(ONE, any(), notes("a")), new Append(TWO, exactly(far), notes("c", "d"))));
			assertThat(conflict.stream()).isEqualTo(TWO);
			assertThat(conflict.actual()).isEqualTo(1);
		}
	}

	@Test
	default void oneStreamTwiceInACallIsRefused(StoreUnderTest store) {
		InvalidAppendException refusal = store.refuses(InvalidAppendException.class,
				() -> store.append(new Append(ONE, any(), notes("a")), new Append(TWO, any(), notes("b")),
						new Append(ONE, any(), notes("c"))));
		assertThat(refusal.stream()).isEqualTo(ONE);
	}

	@Test
	default void oneEventIdInTwoAppendsOfACallIsRefused(StoreUnderTest store) {
		UUID id = UUID.randomUUID();
		InvalidAppendException refusal = store.refuses(InvalidAppendException.class,
				() -> store.append(new Append(ONE, any(), List.of(note(id, "a"))),
						new Append(TWO, any(), List.of(note("b"), note(id, "a")))));
		assertThat(refusal.stream()).isEqualTo(TWO);
		assertThat(refusal.index()).as("the index of the duplicate event in its append").isEqualTo(1);
	}

	@Test
	default void aCallWithoutAppendsIsRefused(StoreUnderTest store) {
		store.refuses(InvalidAppendException.class, () -> store.store().append(List.of()));
	}

	@Test
	default void anEventThatCannotBeStoredKeepsAllStreamsOut(StoreUnderTest store) {
		EventEncodingException refusal = store.refuses(EventEncodingException.class,
				() -> store.append(new Append(ONE, any(), notes("a", "b")),
						new Append(TWO, any(), notes("c", "nul \u0000", "d")), new Append(THREE, any(), notes("e"))));
		assertThat(refusal.stream()).isEqualTo(TWO);
		assertThat(refusal.index()).isEqualTo(1);
	}

	@Test
	default void manyEventsOfManyStreamsAreWrittenTogether(StoreUnderTest store) {
		List<StreamId> streams = streams(60);

		List<Commit> commits = store.store()
			.append(streams.stream().map((to) -> new Append(to, noStream(), manyNotes(20))).toList());

		assertThat(commits).extracting(Commit::version).containsOnly(20L);
		for (Commit commit : commits) {
			assertThat(store.read(commit.stream())).as("stream %s", commit.stream()).isEqualTo(commit.events());
		}
		assertThat(store.everything()).hasSize(1200).extracting(RecordedEvent::position).doesNotHaveDuplicates();
	}

	@Test
	default void streamsOfOneIdAndDifferentTypesAreWrittenTogether(StoreUnderTest store) {
		StreamId other = new StreamId("other", "one");
		store.append(new Append(ONE, any(), notes("a")), new Append(other, any(), notes("b")));
		assertThat(store.texts(ONE)).containsExactly("a");
		assertThat(store.texts(other)).containsExactly("b");
	}

	@Test
	default void theEventsOfEachStreamKeepTheirOrderAmongPositions(StoreUnderTest store) {
		store.append(new Append(TWO, any(), manyNotes(5)), new Append(ONE, any(), manyNotes(5)));
		store.append(new Append(ONE, any(), manyNotes(5)), new Append(TWO, any(), manyNotes(5)));
		for (StreamId each : List.of(ONE, TWO)) {
			assertThat(store.everything().stream().filter((event) -> event.stream().equals(each)))
				.as("the events of %s in the whole store", each)
				.extracting(RecordedEvent::version)
				.isEqualTo(numbers(1, 10));
		}
	}

}
