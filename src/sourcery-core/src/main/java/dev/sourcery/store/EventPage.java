package dev.sourcery.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;

/**
 * A page of events.
 *
 * @since 0.1
 * @param events the events
 * @param next the query for the next page; empty if there were no more events when this
 * page was read
 */
public record EventPage(List<RecordedEvent<?>> events, Optional<EventQuery> next) {

	/**
	 * Copies the events.
	 * @param events the events
	 * @param next the query for the next page
	 */
	public EventPage {
		events = List.copyOf(events);
	}

	/**
	 * Takes a page from events. Events of one position, as which one stored event is
	 * read, belong together.
	 */
	static EventPage of(Stream<RecordedEvent<?>> events, EventQuery query, int size) {
		List<RecordedEvent<?>> page = new ArrayList<>();
		Position last = Position.START;
		long positions = 0;
		for (Iterator<RecordedEvent<?>> iterator = events.iterator(); iterator.hasNext();) {
			RecordedEvent<?> event = iterator.next();
			boolean next = !event.position().equals(last);
			if (next && page.size() >= size) {
				return new EventPage(page, Optional.of(query.beyond(last, positions)));
			}
			page.add(event);
			positions += next ? 1 : 0;
			last = event.position();
		}
		return new EventPage(page, Optional.empty());
	}

}
