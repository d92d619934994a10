package dev.sourcery.store;

import java.util.UUID;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an event id, or the command id it is derived from, is already used by
 * another event: an event with different content, or at a different place. Nothing was
 * stored.
 *
 * @since 0.1
 */
public final class EventIdConflictException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient StreamId stream;

	private final UUID eventId;

	private final transient @Nullable StreamId storedStream;

	private final long storedVersion;

	/**
	 * Creates the exception.
	 * @param stream the stream of the append
	 * @param eventId the event id
	 * @param storedStream the stream that contains the event with this id, or
	 * {@code null} if it cannot be read because the conflict has aborted the caller's
	 * transaction
	 * @param storedVersion the version of the event with this id; 0 if it cannot be read
	 * @param difference the difference, such as "with another payload"
	 * @param cause the cause, or {@code null}
	 */
	public EventIdConflictException(StreamId stream, UUID eventId, @Nullable StreamId storedStream, long storedVersion,
			String difference, @Nullable Throwable cause) {
		super("Event id %s was to be appended to %s, but an event of this id is stored already%s, %s".formatted(eventId,
				stream, (storedStream != null) ? " in %s as version %d".formatted(storedStream, storedVersion) : "",
				difference),
				"An id permanently identifies one event: repeat the append exactly as it was, or give a new event a new id.",
				cause);
		this.stream = stream;
		this.eventId = eventId;
		this.storedStream = storedStream;
		this.storedVersion = storedVersion;
	}

	/**
	 * The stream of the append.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

	/**
	 * The event id.
	 * @return the event id
	 */
	public UUID eventId() {
		return this.eventId;
	}

	/**
	 * The stream that contains the event with this id.
	 * @return the stream, or {@code null} if it could not be read because the conflict
	 * has aborted the caller's transaction
	 */
	public @Nullable StreamId storedStream() {
		return this.storedStream;
	}

	/**
	 * The version of the event with this id.
	 * @return the version, 0 if it could not be read
	 */
	public long storedVersion() {
		return this.storedVersion;
	}

}
