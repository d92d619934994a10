package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventPage;
import dev.sourcery.store.EventQuery;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.price;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of reads across the store, page by page.
 */
interface PagingContract {

	StreamId PAGED = stream("paged");

	/**
	 * Returns the events of all pages, and runs an action between the pages.
	 */
	static List<RecordedEvent<?>> pages(StoreUnderTest store, EventQuery query, int size, Runnable betweenPages) {
		List<RecordedEvent<?>> events = new ArrayList<>();
		Optional<EventQuery> next = Optional.of(query);
		while (next.isPresent()) {
			EventPage page = store.store().readPage(next.get(), size);
			assertThat(page.events()).as("events of one page").hasSizeLessThanOrEqualTo(size);
			if (page.next().isPresent()) {
				assertThat(page.events()).as("events of a page that is not the last").hasSize(size);
			}
			assertThat(Collections.disjoint(events, page.events())).as("the next page has new events only").isTrue();
			events.addAll(page.events());
			next = page.next();
			betweenPages.run();
		}
		return events;
	}

	private static List<RecordedEvent<?>> pages(StoreUnderTest store, EventQuery query, int size) {
		return pages(store, query, size, () -> {
		});
	}

	@Test
	default void pagesOfEverySizeHoldTheSameEvents(StoreUnderTest store) {
		for (int i = 0; i < 6; i++) {
			store.append(PAGED, note("n"), price(i));
		}
		for (EventQuery query : List.of(EventQuery.all(), EventQuery.all().backward(), EventQuery.all().limit(7),
				EventQuery.all().eventTypes(Set.of("test.priced")),
				EventQuery.all().eventTypes(Set.of("test.priced")).backward().limit(4))) {
			List<RecordedEvent<?>> whole = store.readAll(query);
			for (int size = 1; size <= 14; size++) {
				assertThat(pages(store, query, size)).as("pages of %d of %s", size, query).isEqualTo(whole);
			}
		}
	}

	@Test
	default void aPageThatIsExactlyFullAtTheEndIsTheLast(StoreUnderTest store) {
		store.append(PAGED, any(), "a", "b", "c", "d");
		EventPage first = store.store().readPage(EventQuery.all(), 2);
		EventPage second = store.store().readPage(first.next().orElseThrow(), 2);
		assertThat(second.events()).hasSize(2);
		assertThat(second.next()).isEmpty();
		assertThat(store.store().readPage(EventQuery.all().limit(2), 2).next()).as("at the limit").isEmpty();
	}

	@Test
	default void anEmptyStoreHasOneEmptyPage(StoreUnderTest store) {
		for (EventQuery query : List.of(EventQuery.all(), EventQuery.all().backward(), EventQuery.all().limit(0))) {
			EventPage page = store.store().readPage(query, 10);
			assertThat(page.events()).isEmpty();
			assertThat(page.next()).isEmpty();
		}
	}

	@Test
	default void aPageMayBeLargerThanEverything(StoreUnderTest store) {
		store.append(PAGED, any(), "a", "b");
		EventPage page = store.store().readPage(EventQuery.all(), Integer.MAX_VALUE);
		assertThat(page.events()).isEqualTo(store.everything());
		assertThat(page.next()).isEmpty();
	}

	@Test
	default void aPageHasAtLeastOneEvent(StoreUnderTest store) {
		for (int size : new int[] { 0, -1, Integer.MIN_VALUE }) {
			assertThatIllegalArgumentException().isThrownBy(() -> store.store().readPage(EventQuery.all(), size));
		}
	}

	@Test
	default void theQueryOfAPageMayBeKeptAndReadAgain(StoreUnderTest store) {
		store.append(PAGED, any(), "a", "b", "c", "d", "e");
		EventQuery second = store.store().readPage(EventQuery.all(), 2).next().orElseThrow();
		EventPage page = store.store().readPage(second, 2);
		store.append(PAGED, any(), "later");
		assertThat(store.store().readPage(second, 2).events()).isEqualTo(page.events());
	}

	@Test
	default void appendsBetweenPagesAreReadOnceAtTheEnd(StoreUnderTest store) {
		store.append(PAGED, any(), manyNotes(10));
		List<RecordedEvent<?>> paged = pages(store, EventQuery.all().limit(25), 3,
				() -> store.append(stream("other"), any(), "meanwhile"));
		assertThat(paged).as("every event once, in order")
			.isEqualTo(store.readAll(EventQuery.all().limit(paged.size())));
		assertThat(paged).as("the events stored before, and more").hasSizeGreaterThan(10);
	}

	@Test
	default void appendsBetweenPagesThatGoBackwardAreNotRead(StoreUnderTest store) {
		store.append(PAGED, any(), manyNotes(10));
		List<RecordedEvent<?>> before = store.readAll(EventQuery.all().backward());
		assertThat(
				pages(store, EventQuery.all().backward(), 3, () -> store.append(stream("other"), any(), "meanwhile")))
			.isEqualTo(before);
	}

	@Test
	default void pagesOfAThousandHoldAllOfALongStore(StoreUnderTest store) {
		store.append(PAGED, any(), manyNotes(2500));
		assertThat(pages(store, EventQuery.all(), 1000)).isEqualTo(store.everything());
		assertThat(pages(store, EventQuery.all().backward(), 999)).hasSize(2500);
	}

}
