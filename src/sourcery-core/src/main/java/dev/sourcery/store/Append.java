package dev.sourcery.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Events to be appended to one stream, all or none. A repeated append, with the same
 * event ids, the same content and the same expected version, returns the first commit.
 *
 * @since 0.1
 * @param stream the stream
 * @param expected the version that the stream must have before the append
 * @param events the events in their order, at least one
 * @param commandId the command that the events result from, or {@code null}; if present,
 * the ids of the events are derived from it
 */
public record Append(StreamId stream, ExpectedVersion expected, List<NewEvent> events, @Nullable CommandId commandId) {

	/**
	 * Checks and copies the events, and derives their ids from the command id if it is
	 * present.
	 * @param stream the stream
	 * @param expected the version that the stream must have before the append
	 * @param events the events in their order
	 * @param commandId the command that the events result from, or {@code null}
	 * @throws InvalidAppendException if there is no event, an event is {@code null}, or
	 * an event id occurs twice
	 */
	public Append {
		events = checked(stream, events, commandId);
	}

	/**
	 * Creates an append of events that have their own ids.
	 * @param stream the stream
	 * @param expected the version that the stream must have before the append
	 * @param events the events in their order
	 * @throws InvalidAppendException if there is no event, an event is {@code null}, or
	 * an event id occurs twice
	 */
	public Append(StreamId stream, ExpectedVersion expected, List<NewEvent> events) {
		this(stream, expected, events, null);
	}

	private static List<NewEvent> checked(StreamId stream, List<? extends @Nullable NewEvent> events,
			@Nullable CommandId commandId) {
		if (events.isEmpty()) {
			throw new InvalidAppendException(
					"Nothing to append to stream %s: an append needs at least one event".formatted(stream), stream,
					null);
		}
		List<NewEvent> checked = new ArrayList<>(events.size());
		Set<UUID> ids = new HashSet<>();
		for (NewEvent event : events) {
			int index = checked.size();
			if (event == null) {
				throw new InvalidAppendException(
						"Event %d of the append to stream %s is null; leave it out".formatted(index, stream), stream,
						index);
			}
			UUID id = (commandId != null) ? commandId.eventId(stream, index) : event.eventId();
			if (!ids.add(id)) {
				throw new InvalidAppendException(
						"Event id %s occurs twice in one append to stream %s".formatted(id, stream), stream, index);
			}
			checked.add(event.withEventId(id));
		}
		return Collections.unmodifiableList(checked);
	}

	/**
	 * Checks appends that are to be stored together.
	 * @param appends the appends
	 * @throws InvalidAppendException if there is no append, or two appends are for the
	 * same stream or have an event id in common
	 */
	public static void requireDistinctStreams(List<Append> appends) {
		if (appends.isEmpty()) {
			throw new InvalidAppendException("Nothing to append: at least one append is needed", null, null);
		}
		if (appends.size() == 1) {
			return;
		}
		Set<StreamId> streams = new HashSet<>();
		Set<UUID> ids = new HashSet<>();
		for (Append append : appends) {
			if (!streams.add(append.stream())) {
				throw new InvalidAppendException("Stream %s occurs twice in one call. Put its events into one append."
					.formatted(append.stream()), append.stream(), null);
			}
			for (NewEvent event : append.events()) {
				if (!ids.add(event.eventId())) {
					throw new InvalidAppendException("Event id %s occurs twice in one call".formatted(event.eventId()),
							append.stream(), append.events().indexOf(event));
				}
			}
		}
	}

}
