package dev.sourcery.repository;

import dev.sourcery.SourceryException;
import dev.sourcery.event.StreamId;

/**
 * Thrown when an aggregate does not exist, or has no state because none of its stored
 * events is read any more.
 *
 * @since 0.1
 */
public final class AggregateNotFoundException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient StreamId stream;

	AggregateNotFoundException(StreamId stream) {
		this("There is no %s".formatted(stream), "Create it first, or use upsert.", stream);
	}

	private AggregateNotFoundException(String problem, String remedy, StreamId stream) {
		super(problem, remedy, null);
		this.stream = stream;
	}

	/**
	 * Creates the exception for a stream whose events result in no state.
	 * @param version the version of the stream, 0 if it does not exist
	 */
	static AggregateNotFoundException of(StreamId stream, long version) {
		return (version == 0) ? new AggregateNotFoundException(stream)
				: new AggregateNotFoundException(
						"%s has no state: it is at version %d, but all of its events are retired or ignored".formatted(
								stream, version),
						"Read the types of its events again, or use another id.", stream);
	}

	/**
	 * Returns the stream that does not exist.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

}
