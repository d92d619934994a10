package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import dev.sourcery.Redaction;
import dev.sourcery.store.AfterCommitFailedException;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.StoreOperation;
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
 * A transaction around an append and those who listen to it. It keeps apart what fails
 * there: the begin, the append or a listener, the roll-back after that, the commit, or
 * what listeners do after the commit. Transaction managers report each of these in more
 * than one way.
 */
final class OwnTransaction implements TransactionSynchronization {

	private final List<EncodedAppend> appends;

	private Stage stage = Stage.BEGINNING;

	private boolean ending;

	private @Nullable RuntimeException failure;

	private @Nullable Error error;

	OwnTransaction(List<EncodedAppend> appends) {
		this.appends = appends;
	}

	/**
	 * Runs work in the transaction and commits.
	 * @param transaction begins and ends the transaction
	 * @param work the work; where it has stored nothing, the transaction is rolled back
	 * @return the outcome of the work
	 */
	AppendOutcome run(TransactionTemplate transaction, Supplier<AppendOutcome> work) {
		try {
			return Objects.requireNonNull(transaction.execute((status) -> within(status, work)));
		}
		catch (DataAccessException | TransactionException ex) {
			requireNoError(ex);
			throw meaningOf(ex);
		}
		catch (Error ex) {
			if (this.stage == Stage.COMMITTING && this.ending) {
				throw StoreExceptionTranslator.outcomeUnknown(ex, this.appends);
			}
			throw ex;
		}
		catch (EventStoreException ex) {
			// the caller would take it for the outcome of the append, and run it again
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
				// a violated key has aborted it
				status.setRollbackOnly();
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

	// registered last, it is called when the listeners have done what they do before the
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

	// its connection is closed then, so the roll-back fails too
	private void requireNoError(RuntimeException reported) {
		if (this.error != null) {
			this.error.addSuppressed(Redaction.redact(reported));
			throw this.error;
		}
	}

	// before the listeners' own
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
			// a listener has had a part in it that is to be rolled back, and kept it to
			// itself
			case COMMITTING -> (reported instanceof UnexpectedRollbackException) ? reported
					: StoreExceptionTranslator.ofCommittingAppend(reported, this.appends);
			case COMMITTED -> reported;
		};
	}

	/**
	 * The database may end the transaction in favour of others at any statement, one of a
	 * listener too. The listener has no fault in that: the whole append may be repeated.
	 */
	private RuntimeException ofWork(RuntimeException reported) {
		RuntimeException first = first(reported);
		return (first instanceof DataAccessException && StoreExceptionTranslator.isContention(first))
				? StoreExceptionTranslator.ofAccess(first, StoreOperation.APPEND) : first;
	}

	// where the roll-back fails too, its failure is all that is reported
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
