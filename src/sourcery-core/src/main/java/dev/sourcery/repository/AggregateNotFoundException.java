package dev.sourcery.repository;

import dev.sourcery.SourceryException;
import dev.sourcery.event.StreamId;

/**
 * Thrown when an aggregate does not exist.
 *
 * @since 0.1
 */
public final class AggregateNotFoundException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient StreamId stream;

	AggregateNotFoundException(StreamId stream) {
		super("There is no %s".formatted(stream), "Create it first, or use upsert.", null);
		this.stream = stream;
	}

	/**
	 * Returns the stream that does not exist.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

}
