package dev.sourcery.test.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.test.store.ContractEvents.NotedInLanguage;
import dev.sourcery.test.store.ContractEvents.Priced;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exactly;
import static dev.sourcery.store.ExpectedVersion.exists;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an event id permanently identifies one event: repeating the same append has
 * no further effect, and the id in any other place is refused.
 */
interface IdempotenceContract {

	StreamId REPEATED = stream("repeated");

	@Test
	default void theSameAppendAgainReturnsTheFirstCommit(StoreUnderTest store) {
		Append append = new Append(REPEATED, noStream(), notes("a", "b"));
		Commit first = store.append(append).get(0);
		for (int i = 0; i < 3; i++) {
			store.answersWith(first, append);
		}
	}

	@Test
	default void aRepetitionIsRecognisedWithEveryExpectationThatHeldBefore(StoreUnderTest store) {
		store.append(REPEATED, noStream(), "before");
		for (ExpectedVersion expected : List.of(exactly(1), exists(), any())) {
			Append append = new Append(REPEATED, expected, notes("a", "b"));
			Commit first = store.append(append).get(0);
			store.answersWith(first, append);
		}
	}

	@Test
	default void aRepetitionIsRecognisedAfterTheStreamHasMovedOn(StoreUnderTest store) {
		List<Append> appends = List.of(new Append(REPEATED, noStream(), notes("a")),
				new Append(REPEATED, exactly(1), notes("b", "c")), new Append(REPEATED, exists(), notes("d")),
				new Append(REPEATED, any(), notes("e", "f")));
		List<Commit> first = appends.stream().map((append) -> store.append(append).get(0)).toList();
		store.append(REPEATED, any(), "later");

		for (int i = 0; i < appends.size(); i++) {
			store.answersWith(first.get(i), appends.get(i));
		}
	}

	@Test
	default void aRepetitionIsRecognisedHoweverFarTheStreamHasMovedOn(StoreUnderTest store) {
		Append append = new Append(REPEATED, noStream(), notes("a"));
		Commit first = store.append(append).get(0);
		store.append(REPEATED, any(), manyNotes(500));
		store.answersWith(first, append);
	}

	@Test
	default void aBatchOfAnySizeIsRecognised(StoreUnderTest store) {
		for (int size : new int[] { 1, 16, 17, 300 }) {
			StreamId to = stream("batch of " + size);
			Append append = new Append(to, noStream(), manyNotes(size));
			Commit first = store.append(append).get(0);
			store.append(to, any(), "later");
			store.answersWith(first, append);
		}
	}

	@Test
	default void aRepetitionWithAnotherExpectationThatHeldBeforeIsRecognised(StoreUnderTest store) {
		List<NewEvent> events = notes("a");
		Commit first = store.append(REPEATED, noStream(), events);
		store.answersWith(first, new Append(REPEATED, any(), events));
	}

	@Test
	default void aRepetitionWithAnExpectationThatDidNotHoldBeforeIsRefused(StoreUnderTest store) {
		List<NewEvent> events = notes("a");
		store.append(REPEATED, noStream(), events);
		store.refusesId(events.get(0).eventId(), () -> store.append(REPEATED, exactly(1), events));
		store.refusesId(events.get(0).eventId(), () -> store.append(REPEATED, exists(), events));
	}

	@Test
	default void metadataOfARepetitionIsNotComparedAndNotStored(StoreUnderTest store) {
		NewEvent event = note("a", Metadata.empty().withCorrelationId("first").with("trace", "1"));
		Commit first = store.append(REPEATED, noStream(), List.of(event));

		NewEvent again = new NewEvent(event.eventId(), event.payload(),
				Metadata.empty().withCorrelationId("second").with("trace", "2"));

		store.answersWith(first, new Append(REPEATED, noStream(), List.of(again)));
		assertThat(store.read(REPEATED).get(0).metadata()).isEqualTo(event.metadata());
	}

	@Test
	default void oneIdWithAnotherPayloadIsRefusedAndTheStoredEventIsNamed(StoreUnderTest store) {
		store.append(REPEATED, noStream(), "before");
		UUID id = UUID.randomUUID();
		store.append(REPEATED, any(), List.of(note(id, "a")));

		EventIdConflictException conflict = store.refusesId(id,
				() -> store.append(REPEATED, any(), List.of(note(id, "b"))));

		assertThat(conflict.stream()).isEqualTo(REPEATED);
		assertThat(conflict.storedStream()).isEqualTo(REPEATED);
		assertThat(conflict.storedVersion()).isEqualTo(2);
		store.refusesId(id, () -> store.append(REPEATED, exactly(1), List.of(note(id, "b"))));
	}

	@Test
	default void oneIdWithAnotherTypeIsRefused(StoreUnderTest store) {
		UUID id = UUID.randomUUID();
		store.append(REPEATED, any(), List.of(note(id, "a")));
		for (Object other : List.of(new NotedInLanguage("a", "en"), new Priced(BigDecimal.ONE, 1))) {
			store.refusesId(id,
					() -> store.append(REPEATED, any(), List.of(new NewEvent(id, other, Metadata.empty()))));
		}
	}

	@Test
	default void oneIdInAnotherStreamIsRefused(StoreUnderTest store) {
		List<NewEvent> events = notes("a");
		store.append(REPEATED, noStream(), events);
		StreamId other = stream("other");
		for (ExpectedVersion expected : List.of(noStream(), any())) {
			EventIdConflictException conflict = store.refusesId(events.get(0).eventId(),
					() -> store.append(other, expected, events));
			assertThat(conflict.stream()).isEqualTo(other);
			assertThat(conflict.storedStream()).isEqualTo(REPEATED);
			assertThat(conflict.storedVersion()).isEqualTo(1);
		}
	}

	@Test
	default void oneIdInAStreamOfTheSameIdAndAnotherTypeIsRefused(StoreUnderTest store) {
		List<NewEvent> events = notes("a");
		store.append(REPEATED, noStream(), events);
		store.refusesId(events.get(0).eventId(),
				() -> store.append(new StreamId("other", REPEATED.id()), noStream(), events));
	}

	@Test
	default void theSameEventsInAnotherOrderAreRefused(StoreUnderTest store) {
		List<NewEvent> events = notes("a", "b", "c");
		store.append(REPEATED, noStream(), events);
		List<NewEvent> reversed = new ArrayList<>(events);
		Collections.reverse(reversed);
		for (ExpectedVersion expected : List.of(noStream(), any())) {
			store.refuses(EventIdConflictException.class, () -> store.append(REPEATED, expected, reversed));
		}
	}

	@Test
	default void storedEventsTogetherWithNewOnesAreRefused(StoreUnderTest store) {
		List<NewEvent> events = notes("a", "b");
		store.append(REPEATED, noStream(), events);
		NewEvent more = note("c");
		for (List<NewEvent> mixed : List.of(List.of(events.get(0), events.get(1), more),
				List.of(more, events.get(0), events.get(1)), List.of(events.get(0), more, events.get(1)),
				List.of(events.get(1), more))) {
			for (ExpectedVersion expected : List.of(noStream(), any())) {
				store.refuses(EventIdConflictException.class, () -> store.append(REPEATED, expected, mixed));
			}
		}
	}

	@Test
	default void consecutiveEventsOfAnAppendAreAnsweredAsTheyAreStored(StoreUnderTest store) {
		List<NewEvent> events = notes("a", "b", "c");
		Commit first = store.append(REPEATED, noStream(), events);

		store.answersWith(new Commit(REPEATED, 2, first.events().subList(0, 2), first.epoch()),
				new Append(REPEATED, noStream(), events.subList(0, 2)));
		store.answersWith(new Commit(REPEATED, 3, first.events().subList(1, 3), first.epoch()),
				new Append(REPEATED, any(), events.subList(1, 3)));
	}

	@Test
	default void eventsOfAnAppendWithAGapAreRefused(StoreUnderTest store) {
		List<NewEvent> events = notes("a", "b", "c");
		store.append(REPEATED, noStream(), events);
		store.refuses(EventIdConflictException.class,
				() -> store.append(REPEATED, any(), List.of(events.get(0), events.get(2))));
	}

	@Test
	default void aTakenIdAtAWrongVersionStoresNothing(StoreUnderTest store) {
		List<NewEvent> events = notes("a");
		store.append(stream("other"), noStream(), events);
		store.append(REPEATED, noStream(), "b", "c");
		EventStoreException refusal = store.refuses(EventStoreException.class,
				() -> store.append(REPEATED, exactly(1), events));
		assertThat(refusal).as("the conflict that is reported if there are two")
			.isInstanceOfAny(EventIdConflictException.class, VersionConflictException.class);
	}

	@Test
	default void anIdStaysTakenWhenItIsTriedInVain(StoreUnderTest store) {
		Append append = new Append(REPEATED, noStream(), List.of(note("a")));
		Commit first = store.append(append).get(0);
		UUID id = append.events().get(0).eventId();
		store.refusesId(id, () -> store.append(stream("other"), any(), List.of(note(id, "b"))));
		store.answersWith(first, append);
		assertThat(store.store().find(id)).contains(first.events().get(0));
	}

	@Test
	default void equalContentUnderAnotherIdIsAnotherEvent(StoreUnderTest store) {
		store.append(REPEATED, any(), "a");
		store.append(REPEATED, any(), "a");
		assertThat(store.texts(REPEATED)).containsExactly("a", "a");
	}

}
