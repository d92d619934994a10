package dev.sourcery.subscription.jdbc;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Transactions of their own, which report what failed in them. Spring's template reports
 * a failed roll-back in its place, with the failure where it is not found by its causes,
 * and logs it with a stack trace each time a connection is lost.
 */
final class BatchTransaction implements TransactionOperations {

	// causes can form a ring
	private static final int MAX_DEPTH = 20;

	private final PlatformTransactionManager transactionManager;

	private final TransactionDefinition definition;

	BatchTransaction(PlatformTransactionManager transactionManager) {
		this.transactionManager = transactionManager;
		// a read model must never be half of a transaction of the caller
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
			// also what is checked: a handler may throw that too
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
	 * Makes the failures that failed roll-backs of a handler's own transactions stand for
	 * visible to those who know nothing of Spring.
	 */
	private static void exposeReplacedFailures(Throwable failure) {
		@Nullable Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
			if (cause instanceof TransactionSystemException replacing) {
				Throwable replaced = replacing.getApplicationException();
				if (replaced != null && replaced != replacing) {
					replacing.addSuppressed(replaced);
				}
			}
			cause = causeOf(cause);
		}
	}

	// a handler's exception may be of any class, its methods may throw
	private static @Nullable Throwable causeOf(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (RuntimeException | Error ex) {
			return null;
		}
	}

}
