package dev.sourcery.repository;

import dev.sourcery.SourceryException;
import dev.sourcery.event.StreamId;

/**
 * Thrown when a decision on an aggregate runs a command on the same aggregate. Neither
 * the inner nor the outer command stores events.
 *
 * @since 0.1
 */
public final class RecursiveCommandException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient StreamId stream;

	RecursiveCommandException(StreamId stream) {
		super("A decision on %s runs another command on the same aggregate; nothing was stored".formatted(stream),
				"Return the events of both from the one decision, or run the second command after the first has returned.",
				null);
		this.stream = stream;
	}

	/**
	 * Returns the stream of the aggregate.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

}
