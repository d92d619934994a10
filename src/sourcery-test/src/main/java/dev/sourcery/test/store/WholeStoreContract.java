package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Direction;
import dev.sourcery.store.EventFilter;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.tail.SettledPosition;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exactly;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.stream;
import static dev.sourcery.test.store.ContractEvents.streams;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of reads across the store, in the order of positions.
 */
interface WholeStoreContract {

	StreamId HERE = stream("here");

	StreamId THERE = stream("there");

	@Test
	default void anEmptyStoreHasSettledNothing(StoreUnderTest store) {
		assertThat(store.tail().settledPosition().position()).isEqualTo(Position.START);
		assertThat(store.everything()).isEmpty();
		assertThat(store.readAll(EventQuery.all().backward())).isEmpty();
	}

	@Test
	default void theLastPositionIsThatOfAnEvent(StoreUnderTest store) {
		Position end = new Position(Long.MAX_VALUE);
		assertThat(store.tail().lastPosition(end)).isEqualTo(Position.START);
		Position first = store.append(HERE, noStream(), "a").position().orElseThrow();
		Position second = store.append(THERE, noStream(), "b").position().orElseThrow();
		assertThat(store.tail().lastPosition(end)).isEqualTo(second);
		assertThat(store.tail().lastPosition(second)).isEqualTo(second);
		assertThat(store.tail().lastPosition(new Position(second.value() - 1))).isEqualTo(first);
		assertThat(store.tail().lastPosition(Position.START)).isEqualTo(Position.START);
	}

	@Test
	default void theVeryFirstEventIsDelivered(StoreUnderTest store) {
		Commit commit = store.append(HERE, noStream(), "a");
		assertThat(store.tail().settledPosition().position()).isEqualTo(commit.position().orElseThrow());
		assertThat(store.everything()).isEqualTo(commit.events());
	}

	@Test
	default void everythingIsSettledWhenNobodyWritesAndNothingIsAppendedBelow(StoreUnderTest store) {
		for (int i = 0; i < 5; i++) {
			Position settled = store.tail().settledPosition().position();
			Commit commit = store.append(streams(5).get(i), any(), manyNotes(i + 1));
			assertThat(commit.events()).extracting(RecordedEvent::position)
				.as("positions after %s was settled", settled)
				.allMatch((position) -> position.isAfter(settled));
			assertThat(store.tail().settledPosition().position()).as("the settled position after the append")
				.isGreaterThanOrEqualTo(commit.position().orElseThrow());
			store.conflicts(HERE, exactly(i + 3), "refused");
		}
	}

	@Test
	default void positionsGrowFromAppendToAppendAndWithinEach(StoreUnderTest store) {
		List<RecordedEvent<?>> events = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			events.addAll(store.append(streams(3).get(i % 3), any(), manyNotes(1 + i % 4)).events());
		}
		assertThat(events).extracting(RecordedEvent::position).isSorted().doesNotHaveDuplicates();
		assertThat(events).extracting((event) -> event.position().value()).allMatch((position) -> position > 0);
		assertThat(store.everything()).isEqualTo(events);
	}

	@Test
	default void thePositionAReadBeginsAfterIsExclusiveAndTheOneItEndsAtInclusive(StoreUnderTest store) {
		List<RecordedEvent<?>> events = store.append(HERE, noStream(), "a", "b", "c", "d").events();
		Position second = events.get(1).position();
		assertThat(store.texts(EventQuery.all().after(second))).containsExactly("c", "d");
		assertThat(store.texts(EventQuery.all().upTo(second))).containsExactly("a", "b");
		assertThat(store.texts(EventQuery.all().after(second).backward())).containsExactly("d", "c");
		assertThat(store.texts(EventQuery.all().upTo(second).backward())).containsExactly("b", "a");
	}

	@Test
	default void everyRangeOfPositionsIsExact(StoreUnderTest store) {
		store.append(HERE, any(), "a", "b");
		store.append(THERE, any(), "c");
		store.append(HERE, any(), "d");
		List<RecordedEvent<?>> events = store.everything();
		List<Position> positions = new ArrayList<>(List.of(Position.START));
		events.forEach((event) -> positions.add(event.position()));
		positions.add(new Position(Long.MAX_VALUE));
		for (Direction direction : Direction.values()) {
			for (Position after : positions) {
				for (Position upTo : positions) {
					for (long limit : new long[] { 0, 1, 3, Long.MAX_VALUE }) {
						EventQuery query = new EventQuery(after, upTo, direction, EventFilter.NONE, limit);
						assertThat(store.readAll(query)).as("%s", query).isEqualTo(range(events, query));
					}
				}
			}
		}
	}

	private static List<RecordedEvent<?>> range(List<RecordedEvent<?>> events, EventQuery query) {
		List<RecordedEvent<?>> range = new ArrayList<>(events);
		range.removeIf((event) -> !event.position().isAfter(query.after()) || event.position().isAfter(query.upTo()));
		if (query.direction() == Direction.BACKWARD) {
			Collections.reverse(range);
		}
		return range.subList(0, (int) Math.min(query.limit(), range.size()));
	}

	@Test
	default void aPositionAndATokenSurviveBeingWrittenAsText(StoreUnderTest store) {
		Commit commit = store.append(HERE, any(), "a");
		store.append(HERE, any(), "b");
		Position parsed = Position.parse(commit.position().orElseThrow().toString());
		assertThat(store.texts(EventQuery.all().after(parsed))).containsExactly("b");
		ConsistencyToken token = commit.token().orElseThrow();
		assertThat(ConsistencyToken.parse(token.toString())).isEqualTo(token);
		assertThat(token.position()).isEqualTo(parsed);
	}

	@Test
	default void theCurrentTokenIsThatOfTheNewestEvent(StoreUnderTest store) {
		ConsistencyToken none = store.store().currentToken();
		assertThat(none.position()).isEqualTo(Position.START);
		store.store().verify(none);
		store.append(HERE, any(), "a");
		Commit newest = store.append(HERE, any(), "b");
		assertThat(store.store().currentToken()).isEqualTo(newest.token().orElseThrow());
	}

	@Test
	default void aReadShowsNothingBeyondTheSettledPositionItIsGiven(StoreUnderTest store) {
		store.append(HERE, any(), "a");
		SettledPosition settled = store.tail().settledPosition();
		store.append(HERE, any(), "b");
		try (Stream<RecordedEvent<?>> events = store.tail().readAll(EventQuery.all(), settled)) {
			assertThat(events.map(StoreUnderTest::text)).containsExactly("a");
		}
		try (Stream<RecordedEvent<?>> events = store.tail().readAll(EventQuery.all().backward(), settled)) {
			assertThat(events.map(StoreUnderTest::text)).containsExactly("a");
		}
	}

	@Test
	default void whatIsAppendedAfterTheCallIsNotRead(StoreUnderTest store) {
		store.append(HERE, any(), manyNotes(300));
		try (Stream<RecordedEvent<?>> forward = store.store().readAll(EventQuery.all());
				Stream<RecordedEvent<?>> backward = store.store().readAll(EventQuery.all().backward())) {
			store.append(THERE, any(), "later");
			assertThat(forward.map(RecordedEvent::stream)).hasSize(300).containsOnly(HERE);
			assertThat(backward.map(RecordedEvent::stream)).hasSize(300).containsOnly(HERE);
		}
	}

	@Test
	default void aLongStoreIsReadWholeInBothDirections(StoreUnderTest store) {
		List<RecordedEvent<?>> events = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			events.addAll(store.append(HERE, any(), manyNotes(700)).events());
			events.addAll(store.append(THERE, any(), manyNotes(100)).events());
		}
		assertThat(store.everything()).isEqualTo(events);
		assertThat(store.readAll(EventQuery.all().limit(1700))).isEqualTo(events.subList(0, 1700));
		Collections.reverse(events);
		assertThat(store.readAll(EventQuery.all().backward())).isEqualTo(events);
		assertThat(store.readAll(EventQuery.all().backward().limit(1700))).isEqualTo(events.subList(0, 1700));
	}

	@Test
	default void aRefusedAppendIsNowhere(StoreUnderTest store) {
		store.append(HERE, any(), "a");
		List<NewEvent> refused = notes("b");
		store.refuses(VersionConflictException.class, () -> store.append(HERE, noStream(), refused));
		Commit commit = store.append(THERE, any(), "c");

		assertThat(store.texts(EventQuery.all())).containsExactly("a", "c");
		assertThat(store.read(THERE)).isEqualTo(commit.events());
		assertThat(store.store().find(refused.get(0).eventId())).isEmpty();
	}

	@Test
	default void anEventIsFoundByItsId(StoreUnderTest store) {
		assertThat(store.store().find(UUID.randomUUID())).as("in an empty store").isEmpty();
		store.append(HERE, any(), "a", "b");
		store.append(THERE, any(), "c");
		for (RecordedEvent<?> event : store.everything()) {
			assertThat(store.store().find(event.eventId())).contains(event);
		}
		assertThat(store.store().find(UUID.randomUUID())).isEmpty();
		assertThat(store.store().find(new UUID(0, 0))).isEmpty();
	}

	@Test
	default void aStreamIsReadAsItIsAmongTheOthers(StoreUnderTest store) {
		for (int i = 0; i < 10; i++) {
			store.append(HERE, any(), "here");
			store.append(THERE, any(), "there");
		}
		assertThat(store.everything().stream().filter((event) -> event.stream().equals(HERE)).toList())
			.isEqualTo(store.read(StreamQuery.of(HERE)));
	}

}
