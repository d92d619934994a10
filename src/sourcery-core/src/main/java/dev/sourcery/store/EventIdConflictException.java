package dev.sourcery.store;

import java.util.UUID;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * An event id, or the command id it comes from, is taken by another event: one with other
 * content, or at another place. Nothing was stored.
 */
public final class EventIdConflictException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient StreamId stream;

	private final UUID eventId;

	private final transient @Nullable StreamId storedStream;

	private final long storedVersion;

	/**
	 * Creates the exception.
	 * @param stream the stream that was to be appended to
	 * @param eventId the id
	 * @param storedStream the stream that has the event of this id, or {@code null} if it
	 * can't be read because the conflict has aborted the caller's transaction
	 * @param storedVersion the version of the event that has the id; 0 if it can't be
	 * read
	 * @param difference what differs, such as "with another payload"
	 * @param cause what caused it, or {@code null}
	 */
	public EventIdConflictException(StreamId stream, UUID eventId, @Nullable StreamId storedStream, long storedVersion,
			String difference, @Nullable Throwable cause) {
		super("Event id %s was to be appended to %s, but an event of this id is stored already%s, %s. An id stands for one event for ever: repeat the append exactly as it was, or give a new event a new id."
			.formatted(eventId, stream,
					(storedStream != null) ? " in %s as version %d".formatted(storedStream, storedVersion) : "",
					difference),
				cause);
		this.stream = stream;
		this.eventId = eventId;
		this.storedStream = storedStream;
		this.storedVersion = storedVersion;
	}

	/**
	 * The stream that was to be appended to.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

	/**
	 * The id.
	 * @return the event id
	 */
	public UUID eventId() {
		return this.eventId;
	}

	/**
	 * The stream that has the event of this id.
	 * @return the stream, or {@code null} if it could not be read because the conflict
	 * has aborted the caller's transaction
	 */
	public @Nullable StreamId storedStream() {
		return this.storedStream;
	}

	/**
	 * The version that the event of this id has.
	 * @return the version, 0 if it could not be read
	 */
	public long storedVersion() {
		return this.storedVersion;
	}

}
