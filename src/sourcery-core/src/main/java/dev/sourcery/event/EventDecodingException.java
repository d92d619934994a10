package dev.sourcery.event;

import dev.sourcery.Redaction;
import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a stored event or its metadata cannot be read into its class. The event
 * store adds the place of the event.
 *
 * @since 0.1
 */
public final class EventDecodingException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable EventTypeName type;

	private final transient @Nullable StreamId stream;

	private final long version;

	private final transient @Nullable Position position;

	private EventDecodingException(String message, @Nullable EventTypeName type, @Nullable StreamId stream,
			long version, @Nullable Position position, @Nullable Throwable cause) {
		super(message, (cause != null) ? Redaction.withoutMessages(cause) : null);
		this.type = type;
		this.stream = stream;
		this.version = version;
		this.position = position;
	}

	/**
	 * Creates the exception for a payload that cannot be read.
	 * @param type the type of the event
	 * @param reason the reason, without the content
	 * @param cause the cause; its messages are left out, since they may quote the event
	 */
	public EventDecodingException(EventTypeName type, String reason, @Nullable Throwable cause) {
		this("Stored event of type '%s' cannot be read: %s".formatted(type, reason), type, null, 0, null, cause);
	}

	/**
	 * Creates the exception for a stored event that cannot be read, with the place of the
	 * event.
	 * @param type the type of the event
	 * @param stream the stream of the event
	 * @param version the version of the event
	 * @param position the position of the event
	 * @param cause the reason why the event cannot be read
	 */
	public EventDecodingException(EventTypeName type, StreamId stream, long version, Position position,
			Throwable cause) {
		this("Event of type '%s' in stream %s, version %d, position %s cannot be read: %s".formatted(type, stream,
				version, position, reason(cause)), type, stream, version, position, cause);
	}

	private static String reason(Throwable cause) {
		return (cause instanceof SourceryException) ? String.valueOf(cause.getMessage()) : cause.getClass().getName();
	}

	/**
	 * Returns the type of the event.
	 * @return the event type, or {@code null} if metadata cannot be read
	 */
	public @Nullable EventTypeName type() {
		return this.type;
	}

	/**
	 * Returns the stream of the event.
	 * @return the stream, or {@code null} if it is not available
	 */
	public @Nullable StreamId stream() {
		return this.stream;
	}

	/**
	 * Returns the version of the event in its stream.
	 * @return the version, 0 if it is not available
	 */
	public long version() {
		return this.version;
	}

	/**
	 * Returns the position of the event.
	 * @return the position, or {@code null} if it is not available
	 */
	public @Nullable Position position() {
		return this.position;
	}

}
