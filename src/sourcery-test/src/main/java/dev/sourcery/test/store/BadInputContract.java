package dev.sourcery.test.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.test.store.ContractEvents.Nested;
import dev.sourcery.test.store.ContractEvents.Priced;
import dev.sourcery.test.store.ContractEvents.Unreadable;
import dev.sourcery.test.store.ContractEvents.Unregistered;
import dev.sourcery.test.store.ContractEvents.Unwritable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that invalid input is refused before anything is stored, and that the exception
 * identifies the event.
 */
interface BadInputContract {

	StreamId BAD = stream("bad");

	List<String> UNSTORABLE_TEXTS = List.of("nul \u0000", "\u0000", "lone \ud800", "\udc00 lone", "\udc00\ud800",
			"\ud800\ud800\udc00");

	private static List<NewEvent> amongNotes(int count, int index, NewEvent event) {
		List<NewEvent> events = new ArrayList<>(manyNotes(count));
		events.set(index, event);
		return events;
	}

	private static void refusesToEncode(StoreUnderTest store, NewEvent event) {
		for (int index : new int[] { 0, 1, 19 }) {
			EventEncodingException refusal = store.refuses(EventEncodingException.class,
					() -> store.append(BAD, any(), amongNotes(20, index, event)));
			assertThat(refusal.index()).as("the index in the exception").isEqualTo(index);
			assertThat(refusal.stream()).isEqualTo(BAD);
		}
	}

	@Test
	default void anEmptyBatchIsRefused(StoreUnderTest store) {
		InvalidAppendException refusal = store.refuses(InvalidAppendException.class,
				() -> store.append(BAD, any(), List.of()));
		assertThat(refusal.stream()).isEqualTo(BAD);
	}

	@Test
	default void anEventThatIsNullIsRefusedAndItsIndexIsNamed(StoreUnderTest store) {
		List<NewEvent> events = new ArrayList<>(Arrays.asList(new NewEvent[3]));
		events.set(0, note("a"));
		events.set(2, note("c"));
		InvalidAppendException refusal = store.refuses(InvalidAppendException.class,
				() -> store.append(BAD, any(), events));
		assertThat(refusal.index()).isEqualTo(1);
		assertThat(refusal.stream()).isEqualTo(BAD);
	}

	@Test
	default void oneEventIdTwiceInABatchIsRefusedAndTheSecondIndexIsNamed(StoreUnderTest store) {
		UUID id = UUID.randomUUID();
		for (String text : List.of("a", "b")) {
			InvalidAppendException refusal = store.refuses(InvalidAppendException.class,
					() -> store.append(BAD, any(), List.of(note(id, "a"), note("between"), note(id, text))));
			assertThat(refusal.index()).isEqualTo(2);
		}
	}

	@Test
	default void aNegativeExpectedVersionIsRefused(StoreUnderTest store) {
		for (long negative : new long[] { -1, Integer.MIN_VALUE, Long.MIN_VALUE }) {
			store.refuses(InvalidAppendException.class,
					() -> store.append(BAD, ExpectedVersion.exactly(negative), "a"));
		}
	}

	@Test
	default void aCommandIdThatIsBlankOrTooLongIsRefused(StoreUnderTest store) {
		for (String name : List.of("", "  ", "x".repeat(256), "😀".repeat(256))) {
			store.refuses(InvalidAppendException.class, () -> store.command(BAD, any(), new CommandId(name), "a"));
		}
	}

	@Test
	default void anUnregisteredEventIsRefusedAndItsIndexIsNamed(StoreUnderTest store) {
		for (int index : new int[] { 0, 7, 19 }) {
			UnregisteredEventException refusal = store.refuses(UnregisteredEventException.class,
					() -> store.append(BAD, any(), amongNotes(20, index, NewEvent.of(new Unregistered("a")))));
			assertThat(refusal.index()).isEqualTo(index);
			assertThat(refusal.stream()).isEqualTo(BAD);
			assertThat(refusal.eventClass()).isEqualTo(Unregistered.class);
		}
	}

	@Test
	default void anEventThatFailsToSerialiseIsRefusedAndItsIndexIsNamed(StoreUnderTest store) {
		refusesToEncode(store, NewEvent.of(new Unwritable()));
	}

	@Test
	default void textThatCannotBeStoredIsRefused(StoreUnderTest store) {
		UNSTORABLE_TEXTS.forEach((text) -> refusesToEncode(store, note(text)));
	}

	@Test
	default void metadataTextThatCannotBeStoredIsRefused(StoreUnderTest store) {
		for (String text : UNSTORABLE_TEXTS) {
			refusesToEncode(store, note("a", Metadata.empty().withActor(text)));
			refusesToEncode(store, note("a", Metadata.empty().with("entry", List.of(text))));
			refusesToEncode(store, note("a", Metadata.empty().with(text, "name")));
		}
	}

	@Test
	default void whatIsNestedTooDeeplyToBeReadIsRefused(StoreUnderTest store) {
		Object deep = "bottom";
		for (int i = 0; i < 2000; i++) {
			deep = List.of(deep);
		}
		refusesToEncode(store, NewEvent.of(new Nested(deep)));
		refusesToEncode(store, note("a", Metadata.empty().with("deep", deep)));
	}

	@Test
	default void aNumberOfABillionDigitsIsRefused(StoreUnderTest store) {
		refusesToEncode(store, NewEvent.of(new Priced(new BigDecimal("1E+1000000000"), 0)));
		refusesToEncode(store, NewEvent.of(new Priced(new BigDecimal("1E-1000000000"), 0)));
	}

	@Test
	default void aRefusedBatchMayBeMendedAndAppendedWithTheSameIds(StoreUnderTest store) {
		List<NewEvent> events = notes("a", "b");
		NewEvent bad = note("nul \u0000");
		store.refuses(EventEncodingException.class,
				() -> store.append(BAD, any(), List.of(events.get(0), bad, events.get(1))));
		assertThat(store.append(BAD, any(), List.of(events.get(0), note(bad.eventId(), "mended"), events.get(1)))
			.version()).isEqualTo(3);
	}

	@Test
	default void aPayloadThatDoesNotFitItsClassSaysWhereItIsWhereverItIsRead(StoreUnderTest store) {
		NewEvent unreadable = NewEvent.of(new Unreadable("x"));
		store.append(BAD, note("a"), unreadable, note("b"));

		for (ThrowingCallable reading : List.<ThrowingCallable>of(() -> store.read(BAD),
				() -> store.read(StreamQuery.of(BAD).backward()), () -> store.everything(),
				() -> store.store().readPage(EventQuery.all(), 3), () -> store.store().find(unreadable.eventId()))) {
			assertThatExceptionOfType(EventDecodingException.class).isThrownBy(reading).satisfies((failure) -> {
				assertThat(failure.type()).isEqualTo(new EventTypeName("test.unreadable", 1));
				assertThat(failure.stream()).isEqualTo(BAD);
				assertThat(failure.version()).isEqualTo(2);
				assertThat(failure.position()).isNotNull();
			});
		}
	}

	@Test
	default void whatLiesAroundAnUnreadableEventIsRead(StoreUnderTest store) {
		store.append(BAD, note("a"), NewEvent.of(new Unreadable("x")), note("b"));

		assertThat(store.texts(StreamQuery.of(BAD).to(1))).containsExactly("a");
		assertThat(store.texts(StreamQuery.of(BAD).from(3))).containsExactly("b");
		assertThat(store.texts(EventQuery.all().eventTypes(Set.of("test.noted")))).containsExactly("a", "b");
		assertThat(store.store().read(StreamQuery.of(BAD)).findFirst().map(StoreUnderTest::text))
			.isEqualTo(Optional.of("a"));
		assertThat(store.store().version(BAD)).isEqualTo(3);
	}

}
