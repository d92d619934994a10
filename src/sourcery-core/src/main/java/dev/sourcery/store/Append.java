package dev.sourcery.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.sourcery.event.StreamId;

/**
 * Events to be appended to one stream, all or none.
 *
 * @param stream the stream
 * @param expected what is demanded of the stream's version before
 * @param events the events in their order, at least one
 */
public record Append(StreamId stream, ExpectedVersion expected, List<NewEvent> events) {

	/**
	 * Checks and copies the events.
	 * @param stream the stream
	 * @param expected what is demanded of the stream's version before
	 * @param events the events in their order
	 * @throws IllegalArgumentException if there is no event, or one event id comes twice
	 */
	public Append {
		events = List.copyOf(events);
		if (events.isEmpty()) {
			throw new IllegalArgumentException(
					"Nothing to append to stream %s: an append needs at least one event".formatted(stream));
		}
		Set<UUID> ids = new HashSet<>();
		for (NewEvent event : events) {
			if (!ids.add(event.eventId())) {
				throw new IllegalArgumentException(
						"Event id %s comes twice in one append to stream %s".formatted(event.eventId(), stream));
			}
		}
	}

	/**
	 * Checks what is to be appended together.
	 * @param appends the appends
	 * @throws IllegalArgumentException if there is none, or two are for one stream
	 */
	public static void requireDistinctStreams(List<Append> appends) {
		if (appends.isEmpty()) {
			throw new IllegalArgumentException("Nothing to append: at least one append is needed");
		}
		Set<StreamId> streams = new HashSet<>();
		for (Append append : appends) {
			if (!streams.add(append.stream())) {
				throw new IllegalArgumentException("Stream %s comes twice in one call. Put its events into one append."
					.formatted(append.stream()));
			}
		}
	}

}
