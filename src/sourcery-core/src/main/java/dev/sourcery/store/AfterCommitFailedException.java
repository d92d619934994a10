package dev.sourcery.store;

import java.util.List;

import dev.sourcery.event.StreamId;

/**
 * Thrown when a callback that an in-transaction listener registered fails after the
 * commit of the append. The events are stored: running the command again would store
 * further events.
 *
 * @since 0.1
 */
public final class AfterCommitFailedException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient List<StreamId> streams;

	/**
	 * Creates the exception.
	 * @param streams the streams of the append
	 * @param cause the failure of the callback
	 */
	public AfterCommitFailedException(List<StreamId> streams, EventStoreException cause) {
		super("The append to %s is committed, but a callback after the commit failed with a %s".formatted(streams,
				cause.getClass().getSimpleName()), "Do not run the command again; fix the callback.", cause);
		this.streams = List.copyOf(streams);
	}

	/**
	 * The streams of the append.
	 * @return the streams
	 */
	public List<StreamId> streams() {
		return this.streams;
	}

}
