package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Detects whether the transaction of the thread is committed already. Spring keeps a
 * transaction active and its connection bound until all callbacks after the commit have
 * run, and neither indicates that the commit has completed. So each transaction gets a
 * synchronization that runs before all others and records the commit. It is registered
 * when the transaction begins: a callback after the commit may be the first to use the
 * store.
 */
final class TransactionPhases implements TransactionExecutionListener {

	private static final Logger logger = LoggerFactory.getLogger(TransactionPhases.class);

	private TransactionPhases() {
	}

	/**
	 * Returns the phases of a manager's transactions. Stores with the same manager share
	 * them.
	 */
	static TransactionPhases of(PlatformTransactionManager transactionManager) {
		if (!(transactionManager instanceof ConfigurableTransactionManager configurable)) {
			return new TransactionPhases();
		}
		synchronized (transactionManager) {
			for (TransactionExecutionListener listener : configurable.getTransactionExecutionListeners()) {
				if (listener instanceof TransactionPhases phases) {
					return phases;
				}
			}
			TransactionPhases phases = new TransactionPhases();
			// a new list, because other threads may iterate over the old one
			List<TransactionExecutionListener> listeners = new ArrayList<>(List.of(phases));
			listeners.addAll(configurable.getTransactionExecutionListeners());
			configurable.setTransactionExecutionListeners(listeners);
			return phases;
		}
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
		if (failure == null && transaction.isNewTransaction()
				&& TransactionSynchronizationManager.isSynchronizationActive()) {
			register();
		}
	}

	/**
	 * Returns whether the transaction that the thread takes part in is committed. If the
	 * start of the transaction was not observed, because its manager is hidden behind
	 * another one, the commit is detected from the second call on.
	 */
	boolean isCommitted() {
		if (TransactionSynchronizationManager.getResource(this) instanceof Progress progress) {
			return progress.committed;
		}
		register();
		return false;
	}

	private void register() {
		Progress progress = new Progress();
		TransactionSynchronizationManager.registerSynchronization(progress);
		progress.resume();
	}

	private final class Progress implements TransactionSynchronization, PriorityOrdered {

		private boolean committed;

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public void suspend() {
			TransactionSynchronizationManager.unbindResourceIfPossible(TransactionPhases.this);
		}

		@Override
		public void resume() {
			suspend();
			TransactionSynchronizationManager.bindResource(TransactionPhases.this, this);
		}

		@Override
		public void afterCommit() {
			this.committed = true;
		}

		@Override
		public void afterCompletion(int status) {
			suspend();
			if (status == STATUS_COMMITTED && !this.committed) {
				logger.error(
						"Events were appended after the commit of a transaction, and are lost unless its connection is in auto-commit mode. Append in a new transaction (PROPAGATION_REQUIRES_NEW) there.");
			}
		}

	}

}
