package dev.sourcery.test.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.Direction;
import dev.sourcery.store.EventPage;
import dev.sourcery.store.EventQuery;

/**
 * Stores that page wrongly.
 */
final class WrongPages {

	private WrongPages() {
	}

	static List<WrongStore> all() {
		return List.of(
				new WrongStore("takes a page of no size for one event",
						paging((store, query, size) -> store.page(query, Math.max(1, size)))),
				new WrongStore("returns one event more than a page has",
						paging((store, query, size) -> store.page(query, size + ((size == 2) ? 1 : 0)))),
				new WrongStore("counts a page and one more event in 32 bits",
						paging((store, query, size) -> store.page(query, (size + 1 < size) ? 1 : size))),
				new WrongStore("returns 500 events in a page",
						paging((store, query, size) -> store.page(query, Math.min(500, size)))),
				new WrongStore("takes a full page for one with another one after it",
						paging((store, query, size) -> withNext(store.page(query, size), query, size))),
				new WrongStore("fails for an empty page", paging((store, query, size) -> {
					EventPage page = store.page(query, size);
					page.events().get(0);
					return page;
				})),
				new WrongStore("begins the next page one event late",
						paging((store, query, size) -> skippingOne(store.page(query, size)))),
				new WrongStore("reads the query of a page once", OnePassPages::new),
				new WrongStore("pages by counting events", CountingPages::new),
				new WrongStore("ends paging when the store has grown", GrowingPages::new));
	}

	private static Function<EventSerializer, ForwardingStore> paging(Paging paging) {
		return (serializer) -> new PagingStore(serializer, paging);
	}

	private static EventPage withNext(EventPage page, EventQuery query, int size) {
		if (page.next().isPresent() || page.events().size() < size || page.events().isEmpty()) {
			return page;
		}
		return new EventPage(page.events(), Optional.of(query.limit(0)));
	}

	private static EventPage skippingOne(EventPage page) {
		return new EventPage(page.events(),
				page.next()
					.map((next) -> (next.direction() == Direction.FORWARD)
							? next.after(new Position(next.after().value() + 1))
							: next.upTo(new Position(next.upTo().value() - 1))));
	}

	private interface Paging {

		EventPage page(PagingStore store, EventQuery query, int size);

	}

	private static final class PagingStore extends ForwardingStore {

		private final Paging paging;

		PagingStore(EventSerializer serializer, Paging paging) {
			super(serializer);
			this.paging = paging;
		}

		EventPage page(EventQuery query, int size) {
			return super.readPage(query, size);
		}

		@Override
		public EventPage readPage(EventQuery query, int size) {
			return this.paging.page(this, query, size);
		}

	}

	private static final class OnePassPages extends ForwardingStore {

		private final Set<EventQuery> read = new HashSet<>();

		OnePassPages(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public EventPage readPage(EventQuery query, int size) {
			boolean first = query.limit() > Long.MAX_VALUE / 2 && query.after().equals(Position.START);
			return (this.read.add(query) || first) ? super.readPage(query, size)
					: new EventPage(List.of(), Optional.empty());
		}

	}

	private static final class CountingPages extends ForwardingStore {

		private final Map<EventQuery, Long> skipped = new HashMap<>();

		CountingPages(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public EventPage readPage(EventQuery query, int size) {
			if (size < 1 || size == Integer.MAX_VALUE) {
				return super.readPage(query, size);
			}
			long skip = this.skipped.getOrDefault(query, 0L);
			try (Stream<RecordedEvent<?>> events = readAll(query.limit(Long.MAX_VALUE))) {
				List<RecordedEvent<?>> found = events.skip(skip).limit(Math.min(query.limit(), size + 1L)).toList();
				if (found.size() <= size) {
					return new EventPage(found, Optional.empty());
				}
				EventQuery next = query.limit(query.limit() - size);
				this.skipped.put(next, skip + size);
				return new EventPage(found.subList(0, size), Optional.of(next));
			}
		}

	}

	private static final class GrowingPages extends ForwardingStore {

		private final Map<EventQuery, Position> ends = new HashMap<>();

		GrowingPages(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public EventPage readPage(EventQuery query, int size) {
			Position end = settledPosition().position();
			if (!this.ends.getOrDefault(query, end).equals(end)) {
				return new EventPage(List.of(), Optional.empty());
			}
			EventPage page = super.readPage(query, size);
			page.next().ifPresent((next) -> this.ends.put(next, end));
			return page;
		}

	}

}
