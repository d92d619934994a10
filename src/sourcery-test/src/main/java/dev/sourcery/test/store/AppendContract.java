package dev.sourcery.test.store;

import java.time.Instant;
import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.test.store.ContractEvents.Noted;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exactly;
import static dev.sourcery.store.ExpectedVersion.exists;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.NOTED;
import static dev.sourcery.test.store.ContractEvents.PRICED;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.numbers;
import static dev.sourcery.test.store.ContractEvents.price;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests of appends to one stream and of its expected version.
 */
interface AppendContract {

	StreamId STREAM = stream("first");

	@Test
	default void anAppendedEventIsReadBackAsItWasWritten(StoreUnderTest store) {
		NewEvent event = note("hello",
				Metadata.empty().withActor("ada").withCorrelationId("c").withCausationId("d").withTenant("t"));
		Instant before = Instant.now().minusSeconds(3600);

		Commit commit = store.append(STREAM, noStream(), List.of(event));

		RecordedEvent<?> read = store.read(STREAM).get(0);
		assertThat(read.eventId()).isEqualTo(event.eventId());
		assertThat(read.type()).isEqualTo(NOTED);
		assertThat(read.stream()).isEqualTo(STREAM);
		assertThat(read.version()).isEqualTo(1);
		assertThat(read.metadata()).isEqualTo(event.metadata());
		assertThat(read.payload()).isEqualTo(new Noted("hello"));
		assertThat(read.recordedAt()).as("the time of recording").isBetween(before, Instant.now().plusSeconds(3600));
		assertThat(commit.position()).contains(read.position());
	}

	@Test
	default void aCommitHoldsTheEventsAsTheyAreReadLater(StoreUnderTest store) {
		List<NewEvent> events = List.of(note("a", Metadata.empty().with("k", "v")), price(2), note("c"));

		Commit commit = store.append(STREAM, noStream(), events);

		assertThat(commit.stream()).isEqualTo(STREAM);
		assertThat(commit.version()).isEqualTo(3);
		assertThat(commit.events()).extracting(RecordedEvent::eventId)
			.isEqualTo(events.stream().map(NewEvent::eventId).toList());
		assertThat(store.read(STREAM)).as("the stream").isEqualTo(commit.events());
		assertThat(store.everything()).as("the whole store").isEqualTo(commit.events());
	}

	@Test
	default void aBatchOfAnySizeTakesConsecutiveVersionsInItsOrder(StoreUnderTest store) {
		long version = 0;
		for (int size : new int[] { 1, 2, 15, 16, 17, 40 }) {
			Commit commit = store.append(STREAM, exactly(version), manyNotes(size));
			assertThat(commit.events()).as("versions of a batch of %d", size)
				.extracting(RecordedEvent::version)
				.isEqualTo(numbers(version + 1, version + size));
			assertThat(commit.events()).as("texts of a batch of %d", size)
				.extracting(StoreUnderTest::text)
				.isEqualTo(numbers(1, size).stream().map(String::valueOf).toList());
			version += size;
		}
		assertThat(store.read(STREAM)).extracting(RecordedEvent::version).isEqualTo(numbers(1, version));
	}

	@Test
	default void aNewStreamIsRefusedWhereOneExists(StoreUnderTest store) {
		store.append(STREAM, noStream(), "a", "b");

		VersionConflictException conflict = store.conflicts(STREAM, noStream(), "c");

		assertThat(conflict.stream()).isEqualTo(STREAM);
		assertThat(conflict.expected()).isEqualTo(noStream());
		assertThat(conflict.actual()).isEqualTo(2);
		assertThat(conflict.winners()).containsExactly(NOTED, NOTED);
	}

	@Test
	default void anAppendAfterAnotherEventOfTheExpectedVersionIsRefused(StoreUnderTest store) {
		store.append(stream("other"), noStream(), "x");
		Position last = store.append(STREAM, noStream(), "a", "b").position().orElseThrow();

		for (int size : new int[] { 1, 2, 17 }) {
			VersionConflictException conflict = catchThrowableOfType(VersionConflictException.class,
					() -> store.append(STREAM, exactly(2, new Position(last.value() - 1)), manyNotes(size)));
			assertThat(conflict).as("for %d events", size).isNotNull();
			assertThat(conflict.actual()).isEqualTo(2);
		}
		assertThat(store.texts(STREAM)).containsExactly("a", "b");

		Position next = store.append(STREAM, exactly(2, last), "c").position().orElseThrow();
		store.append(STREAM, exactly(3, next), manyNotes(17));
		assertThat(store.texts(STREAM)).hasSize(20).startsWith("a", "b", "c");
	}

	@Test
	default void anExistingStreamIsRefusedWhereThereIsNone(StoreUnderTest store) {
		VersionConflictException conflict = store.conflicts(STREAM, exists(), "a");

		assertThat(conflict.stream()).isEqualTo(STREAM);
		assertThat(conflict.actual()).isZero();
		assertThat(store.store().exists(STREAM)).isFalse();
	}

	@Test
	default void anExistingStreamMayHaveAnyVersion(StoreUnderTest store) {
		store.append(STREAM, noStream(), "a");
		store.append(STREAM, exists(), "b", "c");
		store.append(STREAM, exists(), "d");
		assertThat(store.texts(STREAM)).containsExactly("a", "b", "c", "d");
	}

	@Test
	default void anyVersionTakesNewAndOldStreams(StoreUnderTest store) {
		assertThat(store.append(STREAM, any(), "a").version()).isEqualTo(1);
		assertThat(store.append(STREAM, any(), "b", "c").version()).isEqualTo(3);
		assertThat(store.texts(STREAM)).containsExactly("a", "b", "c");
	}

	@Test
	default void anExactVersionMustBeTheCurrentOne(StoreUnderTest store) {
		store.append(STREAM, noStream(), "a", "b", "c");

		for (long wrong : new long[] { 0, 1, 2, 4, 100 }) {
			VersionConflictException conflict = store.conflicts(STREAM, exactly(wrong), "x");
			assertThat(conflict.expected()).isEqualTo(exactly(wrong));
			assertThat(conflict.actual()).as("the actual version when %d was expected", wrong).isEqualTo(3);
		}
		assertThat(store.append(STREAM, exactly(3), "d").version()).isEqualTo(4);
		assertThat(store.texts(STREAM)).containsExactly("a", "b", "c", "d");
	}

	@Test
	default void anExactVersionOfAMissingStreamIsRefused(StoreUnderTest store) {
		assertThat(store.conflicts(STREAM, exactly(3), "x").actual()).isZero();
		assertThat(store.store().version(STREAM)).isZero();
	}

	@Test
	default void exactlyZeroMeansThatThereIsNoStream(StoreUnderTest store) {
		assertThat(store.append(STREAM, exactly(0), "a").version()).isEqualTo(1);
		store.conflicts(STREAM, exactly(0), "b");
	}

	@Test
	default void aVersionThatCannotExistIsAConflictForABatchOfAnySize(StoreUnderTest store) {
		store.append(STREAM, noStream(), "a");
		for (long far : new long[] { Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE - 1, Long.MAX_VALUE }) {
			for (int size : new int[] { 1, 2, 20 }) {
				VersionConflictException conflict = store.refuses(VersionConflictException.class,
						() -> store.append(STREAM, exactly(far), manyNotes(size)));
				assertThat(conflict.actual()).as("the actual version, not %d", far).isEqualTo(1);
				assertThat(conflict.winners()).as("there are no events beyond %d", far).isEmpty();
			}
		}
	}

	@Test
	default void aConflictNamesTheTypesOfTheEventsThatWon(StoreUnderTest store) {
		store.append(STREAM, note("a"), price(1), note("b"), price(2));

		assertThat(store.conflicts(STREAM, exactly(1), "x").winners()).containsExactly(PRICED, NOTED, PRICED);
		assertThat(store.conflicts(STREAM, exactly(3), "x").winners()).containsExactly(PRICED);
	}

	@Test
	default void aConflictWithAManyTimesLongerStreamIsFoundToo(StoreUnderTest store) {
		store.append(STREAM, noStream(), manyNotes(300));

		VersionConflictException conflict = store.conflicts(STREAM, exactly(1), "x");

		assertThat(conflict.actual()).isEqualTo(300);
	}

	@Test
	default void theSameEventsMayBeAppendedAtTheRightVersionAfterAConflict(StoreUnderTest store) {
		store.append(STREAM, noStream(), "a");
		List<NewEvent> events = notes("b", "c");
		for (ExpectedVersion wrong : List.of(noStream(), exactly(2))) {
			store.refuses(VersionConflictException.class, () -> store.append(STREAM, wrong, events));
		}
		assertThat(store.append(STREAM, exactly(1), events).version()).isEqualTo(3);
	}

	@Test
	default void conflictsLeaveNoHolesInVersions(StoreUnderTest store) {
		for (int i = 0; i < 5; i++) {
			store.append(STREAM, exactly(i), "a");
			store.conflicts(STREAM, exactly(i), "b", "c");
		}
		assertThat(store.read(STREAM)).extracting(RecordedEvent::version).isEqualTo(numbers(1, 5));
	}

}
