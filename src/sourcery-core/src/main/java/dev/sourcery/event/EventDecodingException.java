package dev.sourcery.event;

import dev.sourcery.Redaction;
import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * A stored event or its metadata cannot be read into its class. The store adds where it
 * is stored.
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
	 * The payload of an event cannot be read.
	 * @param type the event's type
	 * @param reason why, without the content
	 * @param cause what caused it; its messages are left out, since they may quote the
	 * event
	 */
	public EventDecodingException(EventTypeName type, String reason, @Nullable Throwable cause) {
		this("Stored event of type '%s' cannot be read: %s".formatted(type, reason), type, null, 0, null, cause);
	}

	/**
	 * A stored event cannot be read; this names the place.
	 * @param type the event's type
	 * @param stream its stream
	 * @param version its version
	 * @param position its position
	 * @param cause why it cannot be read
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
	 * The type of the event.
	 * @return the event type, or {@code null} if metadata cannot be read
	 */
	public @Nullable EventTypeName type() {
		return this.type;
	}

	/**
	 * The stream of the event.
	 * @return the stream, or {@code null} if it is not known here
	 */
	public @Nullable StreamId stream() {
		return this.stream;
	}

	/**
	 * The version of the event in its stream.
	 * @return the version, 0 if it is not known here
	 */
	public long version() {
		return this.version;
	}

	/**
	 * The position of the event.
	 * @return the position, or {@code null} if it is not known here
	 */
	public @Nullable Position position() {
		return this.position;
	}

}
