package dev.sourcery.tail;

import dev.sourcery.event.Position;
import dev.sourcery.tail.EventTail.FetchedPage;
import dev.sourcery.tail.EventTail.Page;

/**
 * A page of a store that decodes events while it reads them.
 *
 * @param page the events
 * @param limit maximum number of events of the query
 */
record DecodedPage(Page page, long limit) implements FetchedPage {

	@Override
	public Position last() {
		int size = this.page.events().size();
		return (size > 0) ? this.page.events().get(size - 1).position() : Position.START;
	}

	@Override
	public boolean hasMore() {
		return this.page.unreadable() || this.page.events().size() >= this.limit;
	}

	@Override
	public Page decode() {
		return this.page;
	}

}
