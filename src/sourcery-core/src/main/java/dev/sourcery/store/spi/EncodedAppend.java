package dev.sourcery.store.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.EventTooLargeException;
import dev.sourcery.store.ExpectedVersion;
import org.jspecify.annotations.Nullable;

/**
 * An append whose events have been converted to JSON, before anything is stored. For
 * implementations of {@link EventStore}.
 *
 * @since 0.1
 * @param append the append
 * @param events the events of the append with their JSON
 */
public record EncodedAppend(Append append, List<EncodedEvent> events) {

	/**
	 * Encodes appends.
	 * @param appends the appends
	 * @param codec the codec that encodes the events
	 * @param maxSize the maximum length of an event's JSON, in characters
	 * @return the encoded appends in the same order
	 * @throws UnregisteredEventException if an event's class is not registered; contains
	 * the index of the event
	 * @throws EventEncodingException if an event cannot be written; contains the index of
	 * the event
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
	 * Returns the stream.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.append.stream();
	}

	/**
	 * Returns the version that the append requires its stream to have.
	 * @return the expected version
	 */
	public ExpectedVersion expected() {
		return this.append.expected();
	}

	/**
	 * Returns the position that the event of the expected version is required to have.
	 * @return the position, or {@code null} if any position is accepted
	 */
	public @Nullable Position lastPosition() {
		return (expected() instanceof ExpectedVersion.Exactly exactly) ? exactly.lastPosition() : null;
	}

	/**
	 * Returns whether a stream satisfies the expectation of the append.
	 * @param stored the stored events of the stream, all of them in their order
	 * @return {@code true} if it does
	 */
	public boolean isAccepted(List<StoredEvent> stored) {
		Position last = lastPosition();
		return expected().accepts(stored.size())
				&& (last == null || last.value() == stored.get(stored.size() - 1).position());
	}

	/**
	 * Returns the id of an event.
	 * @param index the index of the event, from 0
	 * @return the id of the event
	 */
	public UUID eventId(int index) {
		return this.append.events().get(index).eventId();
	}

	/**
	 * Returns whether one of the events has an id.
	 * @param eventId the id
	 * @return {@code true} if an event has this id
	 */
	public boolean hasEvent(UUID eventId) {
		return this.append.events().stream().anyMatch((event) -> event.eventId().equals(eventId));
	}

}
