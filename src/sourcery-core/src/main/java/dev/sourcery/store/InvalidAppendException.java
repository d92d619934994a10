package dev.sourcery.store;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an append is invalid in itself, regardless of the stored events: it is
 * empty, has a hole or a duplicate, or expects an impossible version. Nothing was stored.
 *
 * @since 0.1
 */
public final class InvalidAppendException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable StreamId stream;

	private final @Nullable Integer index;

	/**
	 * Creates the exception.
	 * @param message the problem and how to proceed
	 * @param stream the stream, or {@code null} if the problem does not concern a stream
	 * @param index the index of the event in the append, from 0, or {@code null} if the
	 * problem does not concern an event
	 */
	public InvalidAppendException(String message, @Nullable StreamId stream, @Nullable Integer index) {
		super(message, null);
		this.stream = stream;
		this.index = index;
	}

	/**
	 * The stream.
	 * @return the stream, or {@code null} if the problem does not concern a stream
	 */
	public @Nullable StreamId stream() {
		return this.stream;
	}

	/**
	 * The index of the event in the append.
	 * @return the index from 0, or {@code null} if the problem does not concern an event
	 */
	public @Nullable Integer index() {
		return this.index;
	}

}
