package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.NewEvent;
import dev.sourcery.test.store.ContractEvents.NotedInLanguage;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.price;
import static dev.sourcery.test.store.ContractEvents.stream;
import static dev.sourcery.test.store.ContractEvents.streams;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of reads across the store that match some events only.
 */
interface QueryContract {

	StreamId NOTE = stream("1");

	StreamId ITEM = new StreamId("item", "1");

	EventQuery ALL = EventQuery.all();

	private static void appendNotesAndPrices(StoreUnderTest store) {
		store.append(NOTE, note("a"), price(1));
		store.append(ITEM, price(2), note("b"));
		store.append(stream("2"), note("c"));
	}

	private static List<String> found(StoreUnderTest store, EventQuery query) {
		return store.readAll(query).stream().map((event) -> event.stream() + " " + event.version()).toList();
	}

	@Test
	default void eventsAreFoundByType(StoreUnderTest store) {
		appendNotesAndPrices(store);
		assertThat(found(store, ALL.eventTypes(Set.of("test.priced")))).containsExactly("note/1 2", "item/1 1");
		assertThat(found(store, ALL.eventTypes(Set.of("test.noted", "test.priced")))).hasSize(5);
		assertThat(found(store, ALL.eventTypes(Set.of("test.noted", "unheard-of")))).hasSize(3);
		for (String other : List.of("unheard-of", "TEST.NOTED", "test.note", "test.noted ", "%", "")) {
			assertThat(found(store, ALL.eventTypes(Set.of(other)))).as("type '%s'", other).isEmpty();
		}
	}

	@Test
	default void eventsOfATypeAreFoundInAllItsSchemaVersions(StoreUnderTest store) {
		store.append(NOTE, note("a"), NewEvent.of(new NotedInLanguage("b", "en")), price(1));
		assertThat(found(store, ALL.eventTypes(Set.of("test.noted")))).containsExactly("note/1 1", "note/1 2");
	}

	@Test
	default void eventsAreFoundByAggregateType(StoreUnderTest store) {
		appendNotesAndPrices(store);
		assertThat(found(store, ALL.aggregateTypes(Set.of("item")))).containsExactly("item/1 1", "item/1 2");
		assertThat(found(store, ALL.aggregateTypes(Set.of("note", "item")))).hasSize(5);
		assertThat(found(store, ALL.aggregateTypes(Set.of("none", "Item")))).isEmpty();
	}

	@Test
	default void eventsAreFoundByStream(StoreUnderTest store) {
		appendNotesAndPrices(store);
		assertThat(found(store, ALL.streams(Set.of(NOTE)))).containsExactly("note/1 1", "note/1 2");
		assertThat(found(store, ALL.streams(Set.of(ITEM, stream("2")))))
			.as("no stream of the one's type and the other's id")
			.containsExactly("item/1 1", "item/1 2", "note/2 1");
		assertThat(found(store, ALL.streams(Set.of(new StreamId("item", "2"))))).isEmpty();
	}

	@Test
	default void eventsOfAThousandStreamsAreFound(StoreUnderTest store) {
		appendNotesAndPrices(store);
		Set<StreamId> wanted = new HashSet<>(streams(1000));
		assertThat(found(store, ALL.streams(wanted))).isEmpty();
		wanted.add(stream("2"));
		assertThat(found(store, ALL.streams(wanted))).containsExactly("note/2 1");
	}

	@Test
	default void emptySetsAdmitEverything(StoreUnderTest store) {
		appendNotesAndPrices(store);
		assertThat(found(store,
				ALL.eventTypes(Set.of()).aggregateTypes(Set.of()).streams(Set.of()).metadata(Metadata.empty())))
			.hasSize(5);
	}

	@Test
	default void anEventThatTwoFiltersMatchIsReturnedOnce(StoreUnderTest store) {
		appendNotesAndPrices(store);
		EventQuery query = ALL.eventTypes(Set.of("test.noted", "test.priced"))
			.aggregateTypes(Set.of("note", "item"))
			.streams(Set.of(NOTE, ITEM));
		assertThat(found(store, query)).containsExactly("note/1 1", "note/1 2", "item/1 1", "item/1 2");
	}

	@Test
	default void allConditionsMustHoldTogether(StoreUnderTest store) {
		appendNotesAndPrices(store);
		EventQuery query = ALL.eventTypes(Set.of("test.noted")).aggregateTypes(Set.of("note"));
		assertThat(found(store, query)).containsExactly("note/1 1", "note/2 1");
		assertThat(found(store, query.streams(Set.of(NOTE, ITEM)))).containsExactly("note/1 1");
		assertThat(found(store, query.streams(Set.of(ITEM)))).isEmpty();
		assertThat(found(store, query.eventTypes(Set.of("test.priced")))).containsExactly("note/1 2");
	}

	@Test
	default void eventsAreFoundByEachPartOfTheirMetadata(StoreUnderTest store) {
		Metadata full = Metadata.empty()
			.withCorrelationId("c")
			.withCausationId("d")
			.withActor("ada")
			.withTenant("t")
			.with("area", "north");
		store.append(NOTE, note("full", full), note("none"), note("swapped",
				Metadata.empty().withCorrelationId("d").withCausationId("c").withActor("t").withTenant("ada")));
		for (Metadata example : List.of(Metadata.empty().withCorrelationId("c"), Metadata.empty().withCausationId("d"),
				Metadata.empty().withActor("ada"), Metadata.empty().withTenant("t"),
				Metadata.empty().with("area", "north"), full)) {
			assertThat(store.texts(ALL.metadata(example))).as("%s", example).containsExactly("full");
		}
		assertThat(store.readAll(ALL.metadata(full.withActor("bob")))).as("all of the example must hold").isEmpty();
		assertThat(store.readAll(ALL.metadata(full.with("more", "x")))).as("an entry that is not there").isEmpty();
	}

	@Test
	default void metadataIsComparedAsItIsWritten(StoreUnderTest store) {
		List<String> texts = List.of("", " ", "a", "A", "é", "e\u0301", "'", "\"", "\\", "%", "_", "null", "true", "1",
				"[]", "{}", "😀");
		for (String text : texts) {
			store.append(NOTE, note(text, Metadata.empty().withActor(text).with(text, text)));
		}
		for (String text : texts) {
			assertThat(store.texts(ALL.metadata(Metadata.empty().withActor(text)))).as("actor '%s'", text)
				.containsExactly(text);
			assertThat(store.texts(ALL.metadata(Metadata.empty().with(text, text)))).as("entry '%s'", text)
				.containsExactly(text);
		}
	}

	@Test
	default void onlyEntriesThatAreTextsAreFound(StoreUnderTest store) {
		store.append(NOTE, note("text", Metadata.empty().with("n", "1")), note("number", Metadata.empty().with("n", 1)),
				note("truth", Metadata.empty().with("n", true)), note("list", Metadata.empty().with("n", List.of("1"))),
				note("nothing", Metadata.empty().with("n", null)), note("other", Metadata.empty().with("m", "1")),
				note("actor", Metadata.empty().withActor("1")));
		assertThat(store.texts(ALL.metadata(Metadata.empty().with("n", "1")))).containsExactly("text");
		for (String other : List.of("true", "null", "[\"1\"]", "[]")) {
			assertThat(store.readAll(ALL.metadata(Metadata.empty().with("n", other)))).as(other).isEmpty();
		}
	}

	@Test
	default void anExampleWithAnEntryThatIsNoTextIsRefused(StoreUnderTest store) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> store.readAll(ALL.metadata(Metadata.empty().with("n", 1))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> store.readAll(ALL.metadata(Metadata.empty().with("n", null))));
	}

	@Test
	default void textThatNoEventCanHaveFindsNothing(StoreUnderTest store) {
		store.append(NOTE, note("a", Metadata.empty().withActor("nul ").with("entry", "lone ?").with("?", "x")));
		for (String text : BadInputContract.UNSTORABLE_TEXTS) {
			for (EventQuery query : List.of(ALL.eventTypes(Set.of(text)), ALL.aggregateTypes(Set.of(text)),
					ALL.metadata(Metadata.empty().withActor(text)), ALL.metadata(Metadata.empty().with("entry", text)),
					ALL.metadata(Metadata.empty().with(text, "x")))) {
				assertThat(store.readAll(query)).as("text of the code points %s", text.codePoints().boxed().toList())
					.isEmpty();
			}
		}
	}

	@Test
	default void aLimitCountsTheEventsThatMatch(StoreUnderTest store) {
		for (int i = 0; i < 10; i++) {
			store.append(NOTE, note("n"), price(i));
		}
		EventQuery prices = ALL.eventTypes(Set.of("test.priced"));
		assertThat(store.readAll(prices.limit(3))).extracting(RecordedEvent::version).containsExactly(2L, 4L, 6L);
		assertThat(store.readAll(prices.backward().limit(3))).extracting(RecordedEvent::version)
			.containsExactly(20L, 18L, 16L);
	}

	@Test
	default void filtersHoldWithinBoundsOfPositions(StoreUnderTest store) {
		List<RecordedEvent<?>> events = new ArrayList<>(
				store.append(NOTE, note("n"), price(1), note("n"), price(2), note("n"), price(3)).events());
		EventQuery prices = ALL.eventTypes(Set.of("test.priced"));
		EventQuery middle = prices.after(events.get(1).position()).upTo(events.get(4).position());
		assertThat(store.readAll(middle)).containsExactly(events.get(3));
		assertThat(store.readAll(prices.after(events.get(1).position()).backward())).containsExactly(events.get(5),
				events.get(3));
	}

	@Test
	default void aFewMatchesAmongThousandsAreFound(StoreUnderTest store) {
		for (int i = 0; i < 3; i++) {
			store.append(NOTE, price(i));
			store.append(NOTE, any(), manyNotes(1100));
		}
		EventQuery prices = ALL.eventTypes(Set.of("test.priced"));
		assertThat(store.readAll(prices)).extracting(RecordedEvent::version).containsExactly(1L, 1102L, 2203L);
		assertThat(store.readAll(prices.backward())).extracting(RecordedEvent::version)
			.containsExactly(2203L, 1102L, 1L);
	}

}
