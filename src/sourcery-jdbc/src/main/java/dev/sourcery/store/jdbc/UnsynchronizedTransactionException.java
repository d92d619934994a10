package dev.sourcery.store.jdbc;

import dev.sourcery.store.EventStoreException;

/**
 * Exception thrown if the transaction manager does not register its transactions with the
 * thread ({@code SYNCHRONIZATION_NEVER}). The event store would not detect such a
 * transaction and could commit it. Nothing was stored.
 *
 * @since 0.1
 */
public final class UnsynchronizedTransactionException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	UnsynchronizedTransactionException(Class<?> transactionManager) {
		super("The transaction manager, a %s, runs without transaction synchronization, and the event store cannot take part in its transactions without"
			.formatted(transactionManager.getName()),
				"Leave its transactionSynchronization at SYNCHRONIZATION_ALWAYS, or set it to SYNCHRONIZATION_ON_ACTUAL_TRANSACTION.",
				null);
	}

}
