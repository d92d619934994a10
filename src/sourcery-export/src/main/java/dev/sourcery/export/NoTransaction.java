package dev.sourcery.export;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Requires that there is no transaction. Each chunk has its own transaction. A
 * surrounding transaction would roll back chunks that were reported as completed, or
 * provide a snapshot that is older than the settled position.
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
