package dev.sourcery.store.jdbc;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.Listeners;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Executes the appends of one store: lets callers that expect exact versions of a hot
 * stream take turns, immediately refuses appends that must fail, and notifies listeners
 * after the commit. Thread-safe.
 */
final class AppendCoordinator {

	private final CallersTransaction callersTransaction;

	private final EventCodec codec;

	private final AppendSettings settings;

	private final AppendRouter paths;

	private final Epochs epochs;

	private final StreamTurns turns;

	private final Listeners listeners;

	private final RecentCommits recentCommits = new RecentCommits();

	AppendCoordinator(CallersTransaction callersTransaction, EventCodec codec, AppendSettings settings,
			AppendRouter paths, Epochs epochs, StreamTurns turns, Listeners listeners) {
		this.callersTransaction = callersTransaction;
		this.codec = codec;
		this.settings = settings;
		this.paths = paths;
		this.epochs = epochs;
		this.turns = turns;
		this.listeners = listeners;
	}

	List<Commit> append(List<Append> appends) {
		Append.requireDistinctStreams(appends);
		Stored stored = mayWait(appends) ? storeInTurn(appends) : storeAtOnce(appends);
		// after the turn, since listeners may append events
		if (stored.visible()) {
			this.listeners.committed(stored.commits());
		}
		return stored.commits();
	}

	/**
	 * Returns whether the append may wait for a turn. A caller that holds locks must not
	 * wait for others, so it must not be in a transaction, nor in a scope that may have
	 * suspended one.
	 */
	private boolean mayWait(List<Append> appends) {
		return appends.size() == 1 && appends.get(0).expected() instanceof ExpectedVersion.Exactly
				&& !TransactionSynchronizationManager.isSynchronizationActive() && !this.callersTransaction.mayExist();
	}

	private Stored storeInTurn(List<Append> append) {
		StreamId stream = append.get(0).stream();
		boolean inTurn = this.turns.enter(stream);
		boolean refused = false;
		try {
			return storeAtOnce(append);
		}
		catch (VersionConflictException ex) {
			refused = true;
			throw ex;
		}
		finally {
			if (inTurn) {
				this.turns.leave(stream, refused);
			}
		}
	}

	private Stored storeAtOnce(List<Append> appends) {
		for (Append append : appends) {
			this.recentCommits.requireNotPassed(append);
		}
		List<EncodedAppend> encoded = sorted(EncodedAppend.of(appends, this.codec, this.settings.maxEventSize()));
		Epoch epoch = this.epochs.known();
		if (epoch == null) {
			epoch = StoreExceptionTranslator.translating(StoreOperation.APPEND, this.epochs::current);
		}
		boolean callers = this.callersTransaction.takesPart(encoded);
		List<Commit> commits = storeOrForget(encoded, callers);
		if (callers) {
			signalAfterCommit(commits);
		}
		else {
			remember(commits);
		}
		return new Stored(inOrderOf(appends, commits, epoch), !callers);
	}

	private List<Commit> storeOrForget(List<EncodedAppend> encoded, boolean callers) {
		try {
			return this.paths.store(encoded, callers);
		}
		catch (StoreAccessException ex) {
			// a failover may be in progress
			this.recentCommits.clear();
			throw ex;
		}
		catch (VersionConflictException ex) {
			if (showsLostCommits(ex)) {
				this.recentCommits.clear();
			}
			throw ex;
		}
	}

	// versions never decrease, unless a failover has lost commits
	private static boolean showsLostCommits(VersionConflictException conflict) {
		Long actual = conflict.actual();
		return actual != null && conflict.expected() instanceof ExpectedVersion.Exactly exactly
				&& actual <= exactly.version();
	}

	/**
	 * Sorts the appends by stream. Two transactions that append to the same streams in
	 * different order would deadlock.
	 */
	private static List<EncodedAppend> sorted(List<EncodedAppend> appends) {
		return (appends.size() == 1) ? appends
				: appends.stream().sorted(Comparator.comparing(EncodedAppend::stream)).toList();
	}

	private static List<Commit> inOrderOf(List<Append> appends, List<Commit> commits, Epoch epoch) {
		if (commits.size() == 1) {
			return List.of(commits.get(0).in(epoch));
		}
		Map<StreamId, Commit> byStream = new HashMap<>();
		commits.forEach((commit) -> byStream.put(commit.stream(), commit.in(epoch)));
		return appends.stream().map((append) -> Objects.requireNonNull(byStream.get(append.stream()))).toList();
	}

	private void signalAfterCommit(List<Commit> commits) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void afterCommit() {
				remember(commits);
				AppendCoordinator.this.listeners.committed(commits);
			}
		});
	}

	private void remember(List<Commit> commits) {
		for (Commit commit : commits) {
			this.recentCommits.add(commit);
		}
	}

	/**
	 * The result of an append.
	 *
	 * @param commits the commits in the order of the appends
	 * @param visible whether the commits are visible already; in the caller's transaction
	 * they are not
	 */
	private record Stored(List<Commit> commits, boolean visible) {

	}

}
