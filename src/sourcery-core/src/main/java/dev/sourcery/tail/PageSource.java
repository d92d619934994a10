package dev.sourcery.tail;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.store.EventQuery;
import dev.sourcery.tail.EventTail.FetchedPage;
import dev.sourcery.tail.EventTail.Look;
import dev.sourcery.tail.TailPage.Selection;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages from the store. Thread-safe.
 */
final class PageSource {

	private final EventTail tail;

	PageSource(EventTail tail) {
		this.tail = tail;
	}

	/**
	 * Fetches a page.
	 */
	Fetched fetch(PageRead read, Selection selection) {
		EventQuery query = query(read.after(), selection, read.limit()).upTo(read.end());
		FetchedPage page = this.tail.fetchPage(query, read.settled(), selection.withMetadata());
		return Fetched.of(page, read, selection);
	}

	/**
	 * Queries the settled position, and fetches a page with it if the store supports it.
	 * @param after the position after which the page begins
	 * @param end the last position of the page, settled or not
	 * @param limit maximum number of events
	 */
	Looked look(Position after, Position end, int limit, Selection selection) {
		Look look = this.tail.look(query(after, selection, limit).upTo(end), selection.withMetadata());
		Position settled = look.settled().position();
		PageRead read = new PageRead(after, settled.isAfter(end) ? end : settled, limit, look.settled());
		FetchedPage page = look.page();
		return new Looked(look.settled(), (page == null || read.isEmpty()) ? null : Fetched.of(page, read, selection));
	}

	private static EventQuery query(Position after, Selection selection, int limit) {
		return EventQuery.all().after(after).eventTypes(selection.types()).limit(limit);
	}

	/**
	 * A page that is not decoded.
	 *
	 * @param page the events
	 * @param read the read
	 * @param selection the types of the events
	 * @param end the position up to which the page is complete
	 */
	record Fetched(FetchedPage page, PageRead read, Selection selection, Position end) {

		private static Fetched of(FetchedPage page, PageRead read, Selection selection) {
			return new Fetched(page, read, selection, page.hasMore() ? page.last() : read.end());
		}

		/**
		 * Decodes the page.
		 * @throws EventDecodingException if the first event cannot be decoded
		 */
		TailPage decode() {
			return TailPage.of(this.page.decode(), this.read.after(), this.end, this.selection,
					this.read.settled().incarnation());
		}

	}

	/**
	 * A settled position, and the page that was fetched with it, if any.
	 *
	 * @param settled the settled position
	 * @param fetched the page
	 */
	record Looked(SettledPosition settled, @Nullable Fetched fetched) {

	}

}
