package dev.sourcery.store;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;

/**
 * Thrown when an event is larger than the limit of the store. Nothing was stored.
 *
 * @since 0.1
 */
public final class EventTooLargeException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient StreamId stream;

	private final int index;

	private final transient EventTypeName type;

	private final long size;

	private final long limit;

	/**
	 * Creates the exception.
	 * @param stream the stream
	 * @param index the index of the event in the append, from 0
	 * @param type the event's type
	 * @param size the length of its JSON, payload and metadata together, in characters
	 * @param limit maximum length, in characters
	 */
	public EventTooLargeException(StreamId stream, int index, EventTypeName type, long size, long limit) {
		super("Event %d of the append to %s, a '%s', has %d characters of JSON; the store accepts at most %d"
			.formatted(index, stream, type, size, limit),
				"Keep large content elsewhere and its address in the event, or raise the limit (sourcery.append.max-event-size).",
				null);
		this.stream = stream;
		this.index = index;
		this.type = type;
		this.size = size;
		this.limit = limit;
	}

	/**
	 * The stream.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

	/**
	 * The index of the event in the append.
	 * @return the index, from 0
	 */
	public int index() {
		return this.index;
	}

	/**
	 * The type of the event.
	 * @return the event type
	 */
	public EventTypeName type() {
		return this.type;
	}

	/**
	 * The size of the event.
	 * @return the length of its JSON in characters
	 */
	public long size() {
		return this.size;
	}

	/**
	 * The maximum size of an event.
	 * @return the limit in characters
	 */
	public long limit() {
		return this.limit;
	}

}
