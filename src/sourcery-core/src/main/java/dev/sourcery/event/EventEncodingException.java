package dev.sourcery.event;

import dev.sourcery.Redaction;
import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an event or its metadata cannot be written as JSON. Nothing was stored.
 *
 * @since 0.1
 */
public final class EventEncodingException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> eventClass;

	private final String reason;

	private final transient @Nullable StreamId stream;

	private final @Nullable Integer index;

	/**
	 * Creates the exception.
	 * @param eventClass the class of the event or metadata
	 * @param reason the reason why it cannot be written, without the content
	 * @param cause the cause, or {@code null}; its messages are left out, since they may
	 * quote the event
	 */
	public EventEncodingException(Class<?> eventClass, String reason, @Nullable Throwable cause) {
		super("%s cannot be stored: %s".formatted(eventClass.getName(), reason),
				(cause != null) ? Redaction.withoutMessages(cause) : null);
		this.eventClass = eventClass;
		this.reason = reason;
		this.stream = null;
		this.index = null;
	}

	private EventEncodingException(EventEncodingException failure, StreamId stream, int index) {
		super("Event %d of the append to stream %s cannot be stored, and so nothing was: %s: %s".formatted(index,
				stream, failure.eventClass.getName(), failure.reason), failure);
		this.eventClass = failure.eventClass;
		this.reason = failure.reason;
		this.stream = stream;
		this.index = index;
	}

	/**
	 * Returns this exception with the place of the event. For implementations of event
	 * stores.
	 * @param stream the target stream of the append
	 * @param index the index of the event in the append, from 0
	 * @return a copy with this exception as its cause
	 */
	public EventEncodingException at(StreamId stream, int index) {
		return new EventEncodingException(this, stream, index);
	}

	/**
	 * Returns the class that cannot be written.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

	/**
	 * Returns the target stream of the append.
	 * @return the stream, or {@code null} if it is not available
	 */
	public @Nullable StreamId stream() {
		return this.stream;
	}

	/**
	 * Returns the index of the event in the append.
	 * @return the index from 0, or {@code null} if it is not available
	 */
	public @Nullable Integer index() {
		return this.index;
	}

}
