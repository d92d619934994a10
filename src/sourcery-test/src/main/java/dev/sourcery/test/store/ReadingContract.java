package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Direction;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StreamQuery;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.numbers;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of reads of one stream.
 */
interface ReadingContract {

	StreamId READ = stream("read");

	@Test
	default void aStreamIsReadInSlicesWhoseBoundsAreInclusive(StoreUnderTest store) {
		store.append(READ, noStream(), "a", "b", "c", "d", "e");
		StreamQuery query = StreamQuery.of(READ);

		assertThat(store.texts(query.from(2).to(4))).containsExactly("b", "c", "d");
		assertThat(store.texts(query.from(3).to(3))).containsExactly("c");
		assertThat(store.texts(query.limit(2))).containsExactly("a", "b");
		assertThat(store.texts(query.backward().limit(2))).containsExactly("e", "d");
		assertThat(store.texts(query.backward().from(2).to(3))).containsExactly("c", "b");
	}

	@Test
	default void everySliceOfAStreamIsExact(StoreUnderTest store) {
		List<RecordedEvent<?>> events = store.append(READ, noStream(), "a", "b", "c", "d").events();
		for (Direction direction : Direction.values()) {
			for (long from = 0; from <= 5; from++) {
				for (long to = 0; to <= 5; to++) {
					for (long limit : new long[] { 0, 1, 3, Long.MAX_VALUE }) {
						StreamQuery query = new StreamQuery(READ, from, to, direction, limit);
						assertThat(store.read(query)).as("%s", query).isEqualTo(slice(events, query));
					}
				}
			}
		}
	}

	private static List<RecordedEvent<?>> slice(List<RecordedEvent<?>> events, StreamQuery query) {
		List<RecordedEvent<?>> slice = new ArrayList<>(events);
		slice.removeIf((event) -> event.version() < query.fromVersion() || event.version() > query.toVersion());
		if (query.direction() == Direction.BACKWARD) {
			Collections.reverse(slice);
		}
		return slice.subList(0, (int) Math.min(query.limit(), slice.size()));
	}

	@Test
	default void aSliceBeyondTheEndIsEmpty(StoreUnderTest store) {
		store.append(READ, noStream(), "a", "b");
		assertThat(store.read(StreamQuery.of(READ).from(3))).isEmpty();
		assertThat(store.read(StreamQuery.of(READ).from(Long.MAX_VALUE))).isEmpty();
		assertThat(store.read(StreamQuery.of(READ).from(Long.MAX_VALUE).backward())).isEmpty();
	}

	@Test
	default void aStreamThatDoesNotExistIsEmpty(StoreUnderTest store) {
		store.append(READ, noStream(), "a");
		for (StreamId missing : List.of(stream("none"), new StreamId("none", "read"))) {
			assertThat(store.read(missing)).isEmpty();
			assertThat(store.read(StreamQuery.of(missing).backward())).isEmpty();
			assertThat(store.store().version(missing)).isZero();
			assertThat(store.store().exists(missing)).isFalse();
		}
	}

	@Test
	default void theVersionOfAStreamIsThatOfItsLastEvent(StoreUnderTest store) {
		store.append(READ, any(), "a");
		assertThat(store.store().version(READ)).isEqualTo(1);
		store.append(READ, any(), "b", "c");
		assertThat(store.store().version(READ)).isEqualTo(3);
		assertThat(store.store().exists(READ)).isTrue();
	}

	@Test
	default void negativeNumbersInAQueryAreRefused(StoreUnderTest store) {
		StreamQuery query = StreamQuery.of(READ);
		assertThatIllegalArgumentException().isThrownBy(() -> store.read(query.from(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> store.read(query.to(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> store.read(query.limit(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> store.readAll(EventQuery.all().limit(-1)));
	}

	@Test
	default void aLongStreamIsReadWholeInBothDirections(StoreUnderTest store) {
		store.append(stream("other"), any(), manyNotes(10));
		store.append(READ, noStream(), manyNotes(2500));
		List<Long> backward = new ArrayList<>(numbers(1, 2500));
		Collections.reverse(backward);

		assertThat(store.read(READ)).extracting(RecordedEvent::version).isEqualTo(numbers(1, 2500));
		assertThat(store.read(StreamQuery.of(READ).backward())).extracting(RecordedEvent::version).isEqualTo(backward);
	}

	@Test
	default void aLimitInALongStreamIsExact(StoreUnderTest store) {
		store.append(READ, noStream(), manyNotes(2500));
		for (long limit : new long[] { 1, 255, 256, 257, 1000, 1001, 2499, 2500, 2501 }) {
			StreamQuery query = StreamQuery.of(READ).limit(limit);
			assertThat(store.read(query)).as("the first %d", limit)
				.extracting(RecordedEvent::version)
				.isEqualTo(numbers(1, Math.min(2500, limit)));
			assertThat(store.read(query.backward())).as("the last %d", limit)
				.hasSize((int) Math.min(2500, limit))
				.extracting(RecordedEvent::version)
				.startsWith(2500L);
		}
	}

	@Test
	default void aReadMayBeAbandonedAndClosedHalfWay(StoreUnderTest store) {
		store.append(READ, noStream(), manyNotes(600));
		for (int i = 0; i < 100; i++) {
			Iterator<RecordedEvent<?>> abandoned = store.store().read(StreamQuery.of(READ)).iterator();
			assertThat(abandoned.next().version()).isEqualTo(1);
			try (Stream<RecordedEvent<?>> closed = store.store().readAll(EventQuery.all())) {
				assertThat(closed.limit(300)).as("read after %d abandoned streams", i).hasSize(300);
			}
		}
		assertThat(store.append(READ, any(), "after").version()).isEqualTo(601);
	}

	@Test
	default void aStreamThatIsNeverReadCostsNothing(StoreUnderTest store) {
		store.append(READ, noStream(), "a");
		Stream<RecordedEvent<?>> unread = store.store().read(StreamQuery.of(READ));
		store.append(READ, any(), "b");
		unread.close();
		assertThat(store.texts(READ)).containsExactly("a", "b");
	}

	@Test
	default void readsMayBeInterleaved(StoreUnderTest store) {
		store.append(READ, noStream(), manyNotes(700));
		Iterator<RecordedEvent<?>> forward = store.store().read(StreamQuery.of(READ)).iterator();
		Iterator<RecordedEvent<?>> backward = store.store().read(StreamQuery.of(READ).backward()).iterator();
		Iterator<RecordedEvent<?>> all = store.store().readAll(EventQuery.all()).iterator();
		for (long version = 1; version <= 700; version++) {
			assertThat(forward.next().version()).isEqualTo(version);
			assertThat(backward.next().version()).isEqualTo(701 - version);
			assertThat(all.next().version()).isEqualTo(version);
		}
		assertThat(forward).isExhausted();
		assertThat(backward).isExhausted();
		assertThat(all).isExhausted();
	}

	@Test
	default void theSameReadTwiceYieldsTheSame(StoreUnderTest store) {
		store.append(READ, noStream(), manyNotes(300));
		assertThat(store.read(READ)).isEqualTo(store.read(READ));
		assertThat(store.everything()).isEqualTo(store.everything());
	}

	@Test
	default void appendsDuringAReadLeaveNoHolesInIt(StoreUnderTest store) {
		store.append(READ, noStream(), manyNotes(600));
		List<Long> versions = new ArrayList<>();
		Iterator<RecordedEvent<?>> reading = store.store().read(StreamQuery.of(READ)).iterator();
		while (reading.hasNext()) {
			versions.add(reading.next().version());
			if (versions.size() % 200 == 0 && versions.size() <= 600) {
				store.append(READ, any(), "meanwhile");
			}
		}
		assertThat(versions).as("the events stored when the read began, and possibly more")
			.hasSizeGreaterThanOrEqualTo(600)
			.isEqualTo(numbers(1, versions.size()));
	}

}
