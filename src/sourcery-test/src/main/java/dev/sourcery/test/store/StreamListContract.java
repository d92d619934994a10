package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.StoreStatistics;
import dev.sourcery.store.StoreStatistics.TypeStatistics;
import dev.sourcery.store.StreamVersion;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exists;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.NOTED;
import static dev.sourcery.test.store.ContractEvents.PRICED;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.price;
import static dev.sourcery.test.store.ContractEvents.stream;
import static dev.sourcery.test.store.ContractEvents.streams;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of lists of streams and of statistics.
 */
interface StreamListContract {

	private static List<StreamVersion> listed(StoreUnderTest store, String aggregateType, String afterId) {
		try (Stream<StreamVersion> listed = store.store().streams(aggregateType, afterId)) {
			return listed.toList();
		}
	}

	private static List<String> idsAfter(StoreUnderTest store, String afterId) {
		return listed(store, "note", afterId).stream().map((each) -> each.stream().id()).toList();
	}

	@Test
	default void streamsAreListedByTypeWithTheirVersions(StoreUnderTest store) {
		store.append(stream("b"), any(), "1", "2");
		store.append(stream("a"), any(), "1");
		store.append(new StreamId("item", "c"), any(), "1");
		store.append(stream("a"), any(), "2", "3");
		try (Stream<StreamVersion> notes = store.store().streams("note")) {
			assertThat(notes).containsExactly(new StreamVersion(stream("a"), 3), new StreamVersion(stream("b"), 2));
		}
		assertThat(listed(store, "item", "")).containsExactly(new StreamVersion(new StreamId("item", "c"), 1));
		assertThat(listed(store, "none", "")).isEmpty();
		assertThat(listed(store, "Note", "")).isEmpty();
	}

	@Test
	default void anEmptyStoreHasNoStreams(StoreUnderTest store) {
		assertThat(listed(store, "note", "")).isEmpty();
		assertThat(listed(store, "note", "a")).isEmpty();
	}

	@Test
	default void streamsAreListedFromAnIdOnThatNeedNotExist(StoreUnderTest store) {
		for (String id : List.of("a", "b", "ba", "c")) {
			store.append(stream(id), any(), "1");
		}
		assertThat(idsAfter(store, "")).containsExactly("a", "b", "ba", "c");
		assertThat(idsAfter(store, "b")).containsExactly("ba", "c");
		assertThat(idsAfter(store, "b0")).containsExactly("ba", "c");
		assertThat(idsAfter(store, "A")).containsExactly("a", "b", "ba", "c");
		assertThat(idsAfter(store, "c")).isEmpty();
	}

	@Test
	default void streamsAreSortedCharacterByCharacterNotByHalvesOfSurrogates(StoreUnderTest store) {
		List<String> sorted = List.of("  x", "1", "10", "2", "Z", "a", "a b", "aa", "e\u0301", "z", "é", "漢", "\ue000",
				"\ufb00", "\uffe6", "😀", "😀a", "😁");
		List<String> shuffled = new ArrayList<>(sorted);
		Collections.shuffle(shuffled, new Random(1));
		shuffled.forEach((id) -> store.append(stream(id), any(), "1"));

		assertThat(idsAfter(store, "")).isEqualTo(sorted);
		for (int i = 0; i < sorted.size(); i++) {
			assertThat(idsAfter(store, sorted.get(i))).as("after '%s'", sorted.get(i))
				.isEqualTo(sorted.subList(i + 1, sorted.size()));
		}
	}

	@Test
	default void manyStreamsAreListedWholeAndInPages(StoreUnderTest store) {
		List<StreamId> streams = streams(2300);
		store.store().append(streams.stream().map((each) -> new Append(each, noStream(), notes("1"))).toList());

		assertThat(listed(store, "note", "")).extracting(StreamVersion::stream).isEqualTo(streams);
		List<StreamId> paged = new ArrayList<>();
		String last = "";
		while (paged.size() < streams.size()) {
			try (Stream<StreamVersion> page = store.store().streams("note", last)) {
				List<StreamId> next = page.limit(700).map(StreamVersion::stream).toList();
				assertThat(next).as("the page after %d streams", paged.size()).isNotEmpty();
				paged.addAll(next);
			}
			last = paged.get(paged.size() - 1).id();
		}
		assertThat(paged).isEqualTo(streams);
	}

	@Test
	default void aListOfStreamsMayBeAbandoned(StoreUnderTest store) {
		streams(3).forEach((each) -> store.append(each, any(), "1"));
		for (int i = 0; i < 100; i++) {
			Iterator<StreamVersion> abandoned = store.store().streams("note").iterator();
			assertThat(abandoned.next().version()).isEqualTo(1);
		}
		assertThat(listed(store, "note", "")).hasSize(3);
	}

	@Test
	default void aRefusedAppendMakesNoStream(StoreUnderTest store) {
		store.conflicts(stream("a"), exists(), "1");
		assertThat(listed(store, "note", "")).isEmpty();
		assertThat(store.store().statistics().types()).isEmpty();
	}

	@Test
	default void anEmptyStoreCountsNothing(StoreUnderTest store) {
		StoreStatistics statistics = store.store().statistics();
		assertThat(statistics.types()).isEmpty();
		assertThat(statistics.events()).isZero();
		assertThat(statistics.streams()).isZero();
		assertThat(statistics.bytes()).isZero();
	}

	@Test
	default void eventsAndStreamsAreCountedByType(StoreUnderTest store) {
		Append repeated = new Append(stream("b"), any(), List.of(note("1"), price(1), note("2")));
		store.append(repeated);
		store.append(repeated);
		store.append(stream("a"), price(1), price(2));
		store.append(new StreamId("item", "a"), note("1"));

		StoreStatistics statistics = store.store().statistics();

		assertThat(statistics.types()).extracting(StreamListContract::line)
			.containsExactly(line("item", NOTED, 1, 1), line("note", NOTED, 2, 1), line("note", PRICED, 3, 1));
		assertThat(statistics.types()).extracting(TypeStatistics::bytes).allMatch((bytes) -> bytes > 0);
		assertThat(statistics.events()).isEqualTo(6);
		assertThat(statistics.streams()).isEqualTo(3);
		assertThat(statistics.ofAggregateType("note").events()).isEqualTo(5);
		assertThat(statistics.ofAggregateType("none").types()).isEmpty();
	}

	private static String line(TypeStatistics line) {
		return line(line.aggregateType(), line.eventType(), line.events(), line.streams());
	}

	private static String line(String aggregateType, EventTypeName type, long events, long streams) {
		return "%s, %s: %d events, %d streams".formatted(aggregateType, type, events, streams);
	}

}
