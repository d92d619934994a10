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
 * Events to be appended to one stream, all or none. Appending the same again returns the
 * first commit: same event ids, same content, same expected version.
 *
 * @param stream the stream
 * @param expected what is demanded of the stream's version before
 * @param events the events in their order, at least one
 * @param commandId the command they come from, or {@code null}; the ids of the events are
 * derived from it then
 */
public record Append(StreamId stream, ExpectedVersion expected, List<NewEvent> events, @Nullable CommandId commandId) {

	/**
	 * Checks and copies the events, and derives their ids from the command id if there is
	 * one.
	 * @param stream the stream
	 * @param expected what is demanded of the stream's version before
	 * @param events the events in their order
	 * @param commandId the command they come from, or {@code null}
	 * @throws InvalidAppendException if there is no event, one is {@code null}, or one
	 * event id comes twice
	 */
	public Append {
		events = checked(stream, events, commandId);
	}

	/**
	 * An append whose events have their own ids.
	 * @param stream the stream
	 * @param expected what is demanded of the stream's version before
	 * @param events the events in their order
	 * @throws InvalidAppendException if there is no event, one is {@code null}, or one
	 * event id comes twice
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
						"Event id %s comes twice in one append to stream %s".formatted(id, stream), stream, index);
			}
			checked.add(event.withEventId(id));
		}
		return Collections.unmodifiableList(checked);
	}

	/**
	 * Checks what is to be appended together.
	 * @param appends the appends
	 * @throws InvalidAppendException if there is none, or two are for one stream or have
	 * an event id in common
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
				throw new InvalidAppendException(
						"Stream %s comes twice in one call. Put its events into one append.".formatted(append.stream()),
						append.stream(), null);
			}
			for (NewEvent event : append.events()) {
				if (!ids.add(event.eventId())) {
					throw new InvalidAppendException("Event id %s comes twice in one call".formatted(event.eventId()),
							append.stream(), append.events().indexOf(event));
				}
			}
		}
	}

}
