package dev.sourcery.subscription;

import java.util.Optional;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * An event that cannot be handled or decoded.
 *
 * @param position the position of the event
 * @param stream the stream of the event
 * @param event the event, or {@code null} if it cannot be decoded
 */
record FailedEvent(Position position, StreamId stream, @Nullable RecordedEvent<?> event) {

	/**
	 * Returns the event that a failure concerns; empty if it concerns several events, or
	 * none.
	 */
	static Optional<FailedEvent> of(Throwable failure) {
		if (failure instanceof BatchFailedException batch) {
			RecordedEvent<?> event = batch.first();
			return (BatchFailedException.sizeOf(failure) == 1)
					? Optional.of(new FailedEvent(event.position(), event.stream(), event)) : Optional.empty();
		}
		if (failure instanceof EventDecodingException undecodable) {
			Position position = undecodable.position();
			StreamId stream = undecodable.stream();
			return (position != null && stream != null) ? Optional.of(new FailedEvent(position, stream, null))
					: Optional.empty();
		}
		return Optional.empty();
	}

}
