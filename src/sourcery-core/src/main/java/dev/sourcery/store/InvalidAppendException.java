package dev.sourcery.store;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * An append makes no sense in itself, whatever is stored: it is empty, has a hole or a
 * repetition, or expects what cannot be. Nothing was stored.
 */
public final class InvalidAppendException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable StreamId stream;

	private final @Nullable Integer index;

	/**
	 * Creates the exception.
	 * @param message what is wrong and what to do
	 * @param stream the stream, or {@code null} if it is not about one
	 * @param index which event of the append, from 0, or {@code null} if it is not about
	 * one
	 */
	public InvalidAppendException(String message, @Nullable StreamId stream, @Nullable Integer index) {
		super(message, null);
		this.stream = stream;
		this.index = index;
	}

	/**
	 * The stream.
	 * @return the stream, or {@code null} if it is not about one
	 */
	public @Nullable StreamId stream() {
		return this.stream;
	}

	/**
	 * Which event of the append.
	 * @return the index from 0, or {@code null} if it is not about one event
	 */
	public @Nullable Integer index() {
		return this.index;
	}

}
