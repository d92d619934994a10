package dev.sourcery.store;

import java.util.List;

import dev.sourcery.event.StreamId;

/**
 * Thrown when an append takes place in a transaction, or on a connection, that is
 * read-only. Nothing was stored.
 *
 * @since 0.1
 */
public final class ReadOnlyTransactionException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient List<StreamId> streams;

	/**
	 * Creates the exception.
	 * @param streams the streams of the append
	 */
	public ReadOnlyTransactionException(List<StreamId> streams) {
		super("The append to %s is part of a read-only transaction, and so nothing was stored".formatted(streams),
				"Remove readOnly = true from the outermost @Transactional around it (and read-only from the connection pool), or append in a new transaction: @Transactional(propagation = Propagation.REQUIRES_NEW).",
				null);
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
