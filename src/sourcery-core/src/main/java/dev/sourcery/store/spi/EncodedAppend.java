package dev.sourcery.store.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.EventTooLargeException;
import dev.sourcery.store.ExpectedVersion;

/**
 * An append whose events have become JSON, before anything is stored; for implementations
 * of {@link EventStore}.
 *
 * @param append the append
 * @param events its events with their JSON
 */
public record EncodedAppend(Append append, List<EncodedEvent> events) {

	/**
	 * Encodes appends.
	 * @param appends the appends
	 * @param codec encodes the events
	 * @param maxSize the greatest length of an event's JSON, in characters
	 * @return the encoded appends in the same order
	 * @throws UnregisteredEventException if an event's class is not registered; it names
	 * the event's index
	 * @throws EventEncodingException if an event cannot be written; it names the event's
	 * index
	 * @throws EventTooLargeException if an event is too large
	 */
	public static List<EncodedAppend> of(List<Append> appends, EventCodec codec, long maxSize) {
		List<EncodedAppend> encoded = new ArrayList<>(appends.size());
		for (Append append : appends) {
			encoded.add(new EncodedAppend(append, EncodedEvent.of(append, codec, maxSize)));
		}
		return encoded;
	}

	/**
	 * The stream.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.append.stream();
	}

	/**
	 * What is demanded of the stream's version before.
	 * @return the expectation
	 */
	public ExpectedVersion expected() {
		return this.append.expected();
	}

	/**
	 * The id of an event.
	 * @param index which event, from 0
	 * @return its id
	 */
	public UUID eventId(int index) {
		return this.append.events().get(index).eventId();
	}

	/**
	 * Whether one of the events has an id.
	 * @param eventId the id
	 * @return {@code true} if one has
	 */
	public boolean hasEvent(UUID eventId) {
		return this.append.events().stream().anyMatch((event) -> event.eventId().equals(eventId));
	}

}
