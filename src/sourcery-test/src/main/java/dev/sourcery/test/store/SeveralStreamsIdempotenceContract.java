package dev.sourcery.test.store;

import java.util.List;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.NewEvent;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exactly;
import static dev.sourcery.store.ExpectedVersion.exists;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of repeated appends to several streams.
 */
interface SeveralStreamsIdempotenceContract {

	StreamId LEFT = stream("left");

	StreamId RIGHT = stream("right");

	private static void answersWith(StoreUnderTest store, List<Commit> first, List<Append> again) {
		List<RecordedEvent<?>> before = store.everything();
		assertThat(store.store().append(again)).as("the result of the repeated appends").isEqualTo(first);
		assertThat(store.everything()).as("the whole store, after a repetition").isEqualTo(before);
	}

	@Test
	default void theSameAppendsToSeveralStreamsAgainReturnTheFirstCommits(StoreUnderTest store) {
		List<Append> appends = List.of(new Append(RIGHT, noStream(), notes("a", "b")),
				new Append(LEFT, any(), notes("c")));
		List<Commit> first = store.store().append(appends);
		answersWith(store, first, appends);
		answersWith(store, first, appends);
	}

	@Test
	default void theSameAppendsInAnotherOrderReturnTheFirstCommitsInThatOrder(StoreUnderTest store) {
		Append left = new Append(LEFT, noStream(), notes("a"));
		Append right = new Append(RIGHT, noStream(), notes("b"));
		List<Commit> first = store.append(left, right);
		answersWith(store, List.of(first.get(1), first.get(0)), List.of(right, left));
	}

	@Test
	default void appendsToSeveralStreamsAreRecognisedAfterTheStreamsHaveMovedOn(StoreUnderTest store) {
		store.append(RIGHT, noStream(), "before");
		StreamId third = stream("third");
		store.append(third, noStream(), "before");
		List<Append> appends = List.of(new Append(LEFT, noStream(), notes("a", "b")),
				new Append(RIGHT, exactly(1), notes("c")), new Append(third, exists(), notes("d")),
				new Append(stream("fourth"), any(), notes("e")));
		List<Commit> first = store.store().append(appends);
		for (Append append : appends) {
			store.append(append.stream(), exists(), "later");
		}
		answersWith(store, first, appends);
	}

	@Test
	default void appendsThatWereMadeOneByOneAreRecognisedTogether(StoreUnderTest store) {
		Append left = new Append(LEFT, noStream(), notes("a"));
		Append right = new Append(RIGHT, noStream(), notes("b"));
		List<Commit> first = List.of(store.append(left).get(0), store.append(right).get(0));
		answersWith(store, first, List.of(left, right));
	}

	@Test
	default void oneOfSeveralAppendsAgainReturnsItsFirstCommit(StoreUnderTest store) {
		Append left = new Append(LEFT, noStream(), notes("a"));
		Append right = new Append(RIGHT, noStream(), notes("b"));
		List<Commit> first = store.append(left, right);
		store.answersWith(first.get(1), right);
	}

	@Test
	default void aRepeatedAppendTogetherWithANewOneIsRefused(StoreUnderTest store) {
		Append left = new Append(LEFT, any(), notes("a"));
		store.append(left);
		Append right = new Append(RIGHT, any(), notes("b"));
		store.refuses(EventIdConflictException.class, () -> store.append(left, right));
		store.refuses(EventIdConflictException.class, () -> store.append(right, left));
		assertThat(store.append(right)).as("the new append alone").hasSize(1);
	}

	@Test
	default void eventsThatChangePlacesBetweenStreamsAreRefused(StoreUnderTest store) {
		List<NewEvent> a = notes("a");
		List<NewEvent> b = notes("b");
		store.append(new Append(LEFT, any(), a), new Append(RIGHT, any(), b));
		store.refuses(EventIdConflictException.class,
				() -> store.append(new Append(LEFT, any(), b), new Append(RIGHT, any(), a)));
	}

	@Test
	default void anIdOfAnotherStreamAmongSeveralAppendsIsRefused(StoreUnderTest store) {
		List<NewEvent> taken = notes("a");
		store.append(stream("other"), any(), taken);
		EventIdConflictException conflict = store.refusesId(taken.get(0).eventId(),
				() -> store.append(new Append(LEFT, noStream(), notes("b")), new Append(RIGHT, noStream(), taken)));
		assertThat(conflict.storedStream()).isEqualTo(stream("other"));
	}

}
