package dev.sourcery.store;

import java.util.List;

import dev.sourcery.event.StreamId;

/**
 * Thrown when an append takes place within a transaction that is already committed or
 * rolled back, for example in a {@code @TransactionalEventListener} after the commit. The
 * append could no longer take part in that transaction. Nothing was stored.
 *
 * @since 0.1
 */
public final class TransactionCompletedException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient List<StreamId> streams;

	/**
	 * Creates the exception.
	 * @param streams the streams of the append
	 */
	public TransactionCompletedException(List<StreamId> streams) {
		super("The transaction around the append to %s is already committed or rolled back, and so nothing was stored"
			.formatted(streams),
				"A @TransactionalEventListener, or an afterCommit or afterCompletion callback, needs a new transaction to append: annotate its method with @Transactional(propagation = Propagation.REQUIRES_NEW).",
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
