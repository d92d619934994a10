package dev.sourcery.export;

import java.util.UUID;

import dev.sourcery.SourceryException;
import dev.sourcery.event.StreamId;

/**
 * Exception thrown if a stream already has another event at the version of an event of
 * the file. No event of the chunk with the conflict was stored; the previous chunks are
 * stored.
 *
 * @since 0.1
 */
public final class ImportConflictException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final long line;

	private final String aggregateType;

	private final String streamId;

	private final long version;

	private final UUID eventId;

	private final UUID storedEventId;

	ImportConflictException(NumberedRow event, UUID storedEventId, Throwable cause) {
		super("Line %d: %s cannot be imported, because the store has event %s there".formatted(event.line(),
				event.row(), storedEventId), "Import into a store without events of this stream.", cause);
		this.line = event.line();
		this.aggregateType = event.row().aggregateType();
		this.streamId = event.row().streamId();
		this.version = event.row().version();
		this.eventId = event.row().eventId();
		this.storedEventId = storedEventId;
	}

	/**
	 * The place of the event in the file.
	 * @return the number of the line, from 1
	 */
	public long line() {
		return this.line;
	}

	/**
	 * The stream.
	 * @return the stream
	 * @throws IllegalArgumentException if its name is not valid and could only be stored
	 * with SQL
	 */
	public StreamId stream() {
		return new StreamId(this.aggregateType, this.streamId);
	}

	/**
	 * The version that is already taken.
	 * @return the version in the stream
	 */
	public long version() {
		return this.version;
	}

	/**
	 * The event of the file.
	 * @return its id
	 */
	public UUID eventId() {
		return this.eventId;
	}

	/**
	 * The event of the store.
	 * @return its id
	 */
	public UUID storedEventId() {
		return this.storedEventId;
	}

}
