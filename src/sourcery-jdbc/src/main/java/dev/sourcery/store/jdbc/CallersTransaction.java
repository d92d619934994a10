package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import dev.sourcery.store.TransactionCompletedException;
import dev.sourcery.store.spi.EncodedAppend;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The transaction of the caller of the store, if any.
 */
final class CallersTransaction {

	private final DataSource dataSource;

	private final PlatformTransactionManager transactionManager;

	private final TransactionTemplate joining;

	private final TransactionPhases phases;

	CallersTransaction(DataSource dataSource, PlatformTransactionManager transactionManager) {
		if (transactionManager instanceof AbstractPlatformTransactionManager manager && manager
			.getTransactionSynchronization() == AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER) {
			throw new UnsynchronizedTransactionException(transactionManager.getClass());
		}
		this.dataSource = dataSource;
		this.transactionManager = transactionManager;
		this.joining = new TransactionTemplate(transactionManager);
		this.joining.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
		this.phases = TransactionPhases.of(transactionManager);
	}

	/**
	 * Returns whether the caller has a transaction, including a completed one.
	 */
	boolean exists() {
		return state() != State.NONE;
	}

	/**
	 * Returns whether there is any trace of a transaction, possibly of another database.
	 */
	boolean mayExist() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				|| TransactionSynchronizationManager.hasResource(this.dataSource);
	}

	/**
	 * Returns whether appends take part in a transaction of the caller.
	 * @throws TransactionCompletedException if the transaction is committed or rolled
	 * back
	 * @throws UnsynchronizedTransactionException if the end of the transaction would not
	 * be detected
	 */
	boolean takesPart(List<EncodedAppend> appends) {
		State state = state();
		if (state == State.UNSYNCHRONIZED) {
			throw new UnsynchronizedTransactionException(this.transactionManager.getClass());
		}
		if (state == State.COMPLETED || (state == State.OPEN && this.phases.isCommitted())) {
			throw new TransactionCompletedException(appends.stream().map(EncodedAppend::stream).toList());
		}
		return state == State.OPEN;
	}

	/**
	 * Returns the state of the transaction. Before the callbacks after completion, Spring
	 * ends the synchronization of the thread, but leaves the transaction and its
	 * connection in place. The state comes from the transaction manager, since the
	 * resources bound to the thread may come from another manager; a new transaction
	 * within such a callback leaves no trace other than the connection.
	 */
	private State state() {
		if (!mayExist()) {
			return State.NONE;
		}
		boolean synchronizedBefore = TransactionSynchronizationManager.isSynchronizationActive();
		return Objects.requireNonNull(this.joining.execute((status) -> {
			if (!status.hasTransaction()) {
				return State.NONE;
			}
			if (!TransactionSynchronizationManager.isSynchronizationActive()) {
				return State.UNSYNCHRONIZED;
			}
			return synchronizedBefore ? State.OPEN : State.COMPLETED;
		}));
	}

	/**
	 * Ensures that nothing of the transaction is committed, regardless of the way in
	 * which the caller handles the failure.
	 */
	void rollbackOnly(Throwable failure) {
		try {
			this.joining.executeWithoutResult(TransactionStatus::setRollbackOnly);
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	private enum State {

		NONE, OPEN, COMPLETED, UNSYNCHRONIZED

	}

}
