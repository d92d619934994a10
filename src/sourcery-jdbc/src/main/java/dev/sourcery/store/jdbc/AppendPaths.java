package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.SourceryException;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.Commit;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.Listeners;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Chooses how an append is stored: in the caller's transaction, in one of its own around
 * the listeners, within a group, or by a statement that commits. Thread-safe.
 */
final class AppendPaths {

	private final CallersTransaction callersTransaction;

	private final Appender appender;

	private final GroupRule groupRule;

	private final GroupAppend groupAppend;

	private final Listeners listeners;

	AppendPaths(CallersTransaction callersTransaction, Appender appender, GroupRule groupRule, GroupAppend groupAppend,
			Listeners listeners) {
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
		// in a transaction of another database too the append needs one of its own: that
		// one would keep the connection and never commit it
		if (this.listeners.joinAppends() || TransactionSynchronizationManager.isActualTransactionActive()) {
			return this.appender.appendInOwnTransaction(encoded, this::notifyListeners);
		}
		return (encoded.size() == 1 && this.groupRule.allowsGroups() && !this.groupAppend.isPaused())
				? List.of(this.groupAppend.append(encoded.get(0))) : this.appender.appendAndCommit(encoded);
	}

	/**
	 * What is no refusal may strike when the events are stored, but listeners have not
	 * been told.
	 */
	private List<Commit> appendInCallersTransaction(List<EncodedAppend> encoded) {
		try {
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
	 * The caller may catch what a listener throws, and commit. Neither the events nor
	 * half of what the listeners have written may be stored then.
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
