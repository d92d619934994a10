package dev.sourcery.repository;

import dev.sourcery.SourceryException;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.VersionConflictException;

/**
 * Thrown when an aggregate to be created already exists.
 *
 * @since 0.1
 */
public final class AggregateExistsException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient StreamId stream;

	AggregateExistsException(StreamId stream, VersionConflictException cause) {
		super("%s exists already".formatted(stream), "Choose another id, or use update or upsert.", cause);
		this.stream = stream;
	}

	private AggregateExistsException(String problem, StreamId stream, VersionConflictException cause) {
		super(problem, "Read the types of its events again, or use another id.", cause);
		this.stream = stream;
	}

	/**
	 * Creates the exception for an aggregate without state, whose stream has events.
	 */
	static AggregateExistsException withoutState(StreamId stream, VersionConflictException cause) {
		return new AggregateExistsException(
				"%s exists already, but all of its events are retired or ignored".formatted(stream), stream, cause);
	}

	/**
	 * Returns the existing stream.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

}
