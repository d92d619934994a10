package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.SourceryException;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.jdbc.AsynchronousCommit;
import dev.sourcery.store.Commit;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.Listeners;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Chooses the way in which an append is stored: in the caller's transaction, in a new
 * transaction that includes the listeners, within a group, or by an auto-committed
 * statement. Thread-safe.
 */
final class AppendRouter {

	private final CallersTransaction callersTransaction;

	private final RetryingAppender appender;

	private final GroupRule groupRule;

	private final GroupAppend groupAppend;

	private final Listeners listeners;

	AppendRouter(CallersTransaction callersTransaction, RetryingAppender appender, GroupRule groupRule,
			GroupAppend groupAppend, Listeners listeners) {
		this.callersTransaction = callersTransaction;
		this.appender = appender;
		this.groupRule = groupRule;
		this.groupAppend = groupAppend;
		this.listeners = listeners;
	}

	List<Commit> store(List<EncodedAppend> encoded, boolean callers) {
		if (callers) {
			return appendInCallersTransaction(encoded);
		}
		// within a transaction of another database the append needs a new transaction
		// too: the other one would keep the connection and never commit it
		if (this.listeners.joinAppends() || TransactionSynchronizationManager.isActualTransactionActive()) {
			return this.appender.appendInOwnTransaction(encoded, this::notifyListeners);
		}
		return (encoded.size() == 1 && this.groupRule.allowsGroups() && !this.groupAppend.isPaused())
				? List.of(this.groupAppend.append(encoded.get(0))) : this.appender.appendAndCommit(encoded);
	}

	/**
	 * Appends in the caller's transaction. A failure other than a refusal may occur after
	 * the events are stored, but before the listeners are notified.
	 */
	private List<Commit> appendInCallersTransaction(List<EncodedAppend> encoded) {
		try {
			StoreExceptionTranslator.translating(StoreOperation.APPEND, AsynchronousCommit::beforeAppend);
			return this.appender.appendInCallersTransaction(encoded, this::notifyInCallersTransaction);
		}
		catch (SourceryException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.callersTransaction.rollbackOnly(ex);
			throw ex;
		}
	}

	private void notifyListeners(List<Commit> commits) {
		if (this.listeners.joinAppends()) {
			List<RecordedEvent<?>> events = new ArrayList<>();
			commits.forEach((commit) -> events.addAll(commit.events()));
			this.listeners.appended(events);
		}
	}

	/**
	 * Notifies the listeners. The caller may catch the exception of a listener, and
	 * commit. In that case neither the events nor a part of the writes of the listeners
	 * may be stored.
	 */
	private void notifyInCallersTransaction(List<Commit> commits) {
		try {
			notifyListeners(commits);
		}
		catch (Throwable ex) {
			this.callersTransaction.rollbackOnly(ex);
			throw ex;
		}
	}

}
