package dev.sourcery.export;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Chunks are transactions of their own. One around them would roll back what a report has
 * told as done, or show a snapshot that is older than what is settled.
 */
final class NoTransaction {

	private NoTransaction() {
	}

	static void require() {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			throw new IllegalStateException(
					"Export, import and verification have transactions of their own. Call them outside @Transactional.");
		}
	}

}
