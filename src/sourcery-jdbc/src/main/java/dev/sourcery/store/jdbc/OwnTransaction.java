package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import dev.sourcery.Redaction;
import dev.sourcery.store.AfterCommitFailedException;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.jdbc.AppendOutcome.Refused;
import dev.sourcery.store.jdbc.AppendOutcome.Stored;
import dev.sourcery.store.spi.EncodedAppend;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A transaction around an append and its listeners. It distinguishes the possible
 * failures: of the start, of the append or a listener, of the rollback after that, of the
 * commit, or of a listener after the commit. Transaction managers report each of these in
 * more than one way.
 */
final class OwnTransaction implements TransactionSynchronization {

	private final List<EncodedAppend> appends;

	private Stage stage = Stage.BEGINNING;

	private boolean ending;

	private @Nullable RuntimeException failure;

	private @Nullable Error error;

	private @Nullable Refused refused;

	OwnTransaction(List<EncodedAppend> appends) {
		this.appends = appends;
	}

	/**
	 * Runs work in the transaction and commits.
	 * @param transaction the template that begins and ends the transaction
	 * @param work the work; if it violates a key, the transaction is rolled back
	 * @return the outcome of the work
	 */
	AppendOutcome run(TransactionTemplate transaction, Supplier<AppendOutcome> work) {
		try {
			return Objects.requireNonNull(transaction.execute((status) -> within(status, work)));
		}
		catch (DataAccessException | TransactionException ex) {
			requireNoError(ex);
			if (this.refused != null) {
				// the rollback has failed too, which does not matter: nothing is stored
				return this.refused;
			}
			throw meaningOf(ex);
		}
		catch (Error ex) {
			if (this.stage == Stage.COMMITTING && this.ending) {
				throw StoreExceptionTranslator.outcomeUnknown(ex, this.appends);
			}
			throw ex;
		}
		catch (EventStoreException ex) {
			// the caller would treat it as the outcome of the append, and retry the
			// append
			throw (this.stage == Stage.COMMITTED)
					? new AfterCommitFailedException(this.appends.stream().map(EncodedAppend::stream).toList(), ex)
					: ex;
		}
	}

	private AppendOutcome within(TransactionStatus status, Supplier<AppendOutcome> work) {
		this.stage = Stage.WORKING;
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(this);
		}
		try {
			AppendOutcome outcome = work.get();
			if (outcome instanceof Stored) {
				this.stage = Stage.COMMITTING;
			}
			else {
				this.stage = Stage.NOTHING_STORED;
				rollBackIfAborted(status, outcome);
			}
			noticeCommit();
			return outcome;
		}
		catch (RuntimeException ex) {
			this.failure = ex;
			throw ex;
		}
		catch (Error ex) {
			this.error = ex;
			throw ex;
		}
	}

	/**
	 * A violated key has aborted the transaction. An expectation that did not hold has
	 * not: the transaction may be one of a container, which continues.
	 */
	private void rollBackIfAborted(TransactionStatus status, AppendOutcome outcome) {
		if (outcome instanceof Refused violation) {
			this.refused = violation;
			status.setRollbackOnly();
		}
	}

	// registered last, so it is invoked after the callbacks of the listeners before the
	// commit
	private void noticeCommit() {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void beforeCommit(boolean readOnly) {
					OwnTransaction.this.ending = true;
				}
			});
		}
	}

	// the connection of the transaction is closed then, so the rollback fails too
	private void requireNoError(RuntimeException reported) {
		if (this.error != null) {
			this.error.addSuppressed(Redaction.redact(reported));
			throw this.error;
		}
	}

	// before the synchronizations of the listeners
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void afterCommit() {
		this.stage = Stage.COMMITTED;
	}

	private RuntimeException meaningOf(RuntimeException reported) {
		return switch (this.stage) {
			case BEGINNING -> (reported instanceof CannotCreateTransactionException)
					? StoreExceptionTranslator.ofAccess(reported, StoreOperation.APPEND) : reported;
			case WORKING -> ofWork(reported);
			case NOTHING_STORED -> StoreExceptionTranslator.ofAccess(reported, StoreOperation.APPEND);
			// work of a listener was marked for rollback, and the listener has not thrown
			// an exception
			case COMMITTING -> (reported instanceof UnexpectedRollbackException) ? reported
					: StoreExceptionTranslator.ofCommittingAppend(reported, this.appends);
			case COMMITTED -> reported;
		};
	}

	/**
	 * Returns the exception for a failure of the work. The database may abort the
	 * transaction in favour of others at any statement, including a statement of a
	 * listener. This is not caused by the listener: the whole append may be retried.
	 */
	private RuntimeException ofWork(RuntimeException reported) {
		RuntimeException first = first(reported);
		return (first instanceof DataAccessException && StoreExceptionTranslator.isContention(first))
				? StoreExceptionTranslator.ofAccess(first, StoreOperation.APPEND) : first;
	}

	// if the rollback fails too, only its failure is reported
	private RuntimeException first(RuntimeException reported) {
		if (this.failure == null || this.failure == reported) {
			return reported;
		}
		this.failure.addSuppressed(Redaction.redact(reported));
		return this.failure;
	}

	private enum Stage {

		BEGINNING, WORKING, NOTHING_STORED, COMMITTING, COMMITTED

	}

}
