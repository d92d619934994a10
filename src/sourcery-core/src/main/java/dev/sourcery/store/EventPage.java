package dev.sourcery.store;

import java.util.List;
import java.util.Optional;

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

	static EventPage of(List<RecordedEvent<?>> oneMore, EventQuery query, int size) {
		if (oneMore.size() <= size) {
			return new EventPage(oneMore, Optional.empty());
		}
		List<RecordedEvent<?>> events = oneMore.subList(0, size);
		return new EventPage(events, Optional.of(query.beyond(events.get(size - 1).position(), size)));
	}

}
