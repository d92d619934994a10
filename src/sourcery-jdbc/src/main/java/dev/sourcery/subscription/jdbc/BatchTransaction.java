package dev.sourcery.subscription.jdbc;

import dev.sourcery.failure.Causes;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Runs work in new transactions, and reports the failure of that work. If the rollback
 * fails too, Spring's template reports the failed rollback instead, holds the original
 * failure outside the chain of causes, and logs it with a stack trace each time a
 * connection is lost.
 */
final class BatchTransaction implements TransactionOperations {

	private final PlatformTransactionManager transactionManager;

	private final TransactionDefinition definition;

	BatchTransaction(PlatformTransactionManager transactionManager) {
		this.transactionManager = transactionManager;
		// a read model must never be written as part of a transaction of the caller
		this.definition = new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
	}

	@Override
	public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
		TransactionStatus status = this.transactionManager.getTransaction(this.definition);
		T result;
		try {
			result = action.doInTransaction(status);
		}
		catch (Throwable ex) {
			// including checked exceptions, which a handler may throw too
			rollBack(status, ex);
			exposeReplacedFailures(ex);
			throw ex;
		}
		this.transactionManager.commit(status);
		return result;
	}

	private void rollBack(TransactionStatus status, Throwable failure) {
		try {
			this.transactionManager.rollback(status);
		}
		catch (RuntimeException | Error ex) {
			if (ex != failure) {
				failure.addSuppressed(ex);
			}
		}
	}

	/**
	 * Adds failures as suppressed exceptions if a failed rollback of a handler's own
	 * transaction replaced them. Code that does not depend on Spring would not find them
	 * otherwise.
	 */
	private static void exposeReplacedFailures(Throwable failure) {
		for (Throwable cause : Causes.chainOf(failure)) {
			if (cause instanceof TransactionSystemException replacing) {
				Throwable replaced = replacing.getApplicationException();
				if (replaced != null && replaced != replacing) {
					replacing.addSuppressed(replaced);
				}
			}
		}
	}

}
