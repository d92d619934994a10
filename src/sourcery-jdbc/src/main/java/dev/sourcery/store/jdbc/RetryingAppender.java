package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.AppendOutcome.IdTaken;
import dev.sourcery.store.jdbc.AppendOutcome.Stored;
import dev.sourcery.store.jdbc.AppendOutcome.StreamMoved;
import dev.sourcery.store.spi.EncodedAppend;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends, and retries appends that have lost a race.
 */
final class RetryingAppender {

	// maximum number of races that an append loses before it fails; in a transaction with
	// an old snapshot it would lose every race
	private static final int MAX_ATTEMPTS = 100;

	private final AppendStatement statement;

	private final ConflictDetector refusals;

	private final TransactionTemplate transaction;

	RetryingAppender(AppendStatement statement, ConflictDetector refusals, TransactionTemplate transaction) {
		this.statement = statement;
		this.refusals = refusals;
		this.transaction = transaction;
	}

	/**
	 * Appends outside of a transaction, and commits.
	 */
	List<Commit> appendAndCommit(List<EncodedAppend> appends) {
		return untilExplained(appends, () -> this.statement.executeAndCommit(appends));
	}

	/**
	 * Appends in a new transaction that includes the listeners.
	 */
	List<Commit> appendInOwnTransaction(List<EncodedAppend> appends, Consumer<List<Commit>> listener) {
		return untilExplained(appends, () -> new OwnTransaction(appends).run(this.transaction,
				() -> notifyListener(this.statement.execute(appends), listener)));
	}

	/**
	 * Appends in the caller's transaction. The violation of a key aborts the transaction,
	 * so an append that accepts more than one version, and would be retried, gets a
	 * savepoint.
	 */
	List<Commit> appendInCallersTransaction(List<EncodedAppend> appends, Consumer<List<Commit>> listener) {
		if (appends.stream().noneMatch((append) -> append.expected() instanceof ExpectedVersion.Exactly)) {
			return untilExplained(appends, () -> notifyListener(this.statement.executeInSavepoint(appends), listener));
		}
		AppendOutcome outcome = notifyListener(this.statement.executeSparing(appends), listener);
		if (outcome instanceof Stored stored) {
			return stored.commits();
		}
		if (outcome instanceof StreamMoved moved) {
			throw conflict(moved.append(), moved.failure());
		}
		if (outcome instanceof IdTaken taken) {
			throw new EventIdConflictException(taken.append().stream(), taken.append().eventId(0), null, 0,
					"or one of another event of the same append", taken.failure());
		}
		return this.refusals.explain(appends, outcome).orElseThrow(() -> conflict(appends.get(0), null));
	}

	private static AppendOutcome notifyListener(AppendOutcome outcome, Consumer<List<Commit>> listener) {
		if (outcome instanceof Stored stored) {
			listener.accept(stored.commits());
		}
		return outcome;
	}

	private List<Commit> untilExplained(List<EncodedAppend> appends, Supplier<AppendOutcome> attempt) {
		for (int attempts = 1;; attempts++) {
			AppendOutcome outcome = attempt.get();
			if (outcome instanceof Stored stored) {
				return stored.commits();
			}
			Optional<List<Commit>> firstCommits = this.refusals.explain(appends, outcome);
			if (firstCommits.isPresent()) {
				return firstCommits.get();
			}
			if (attempts == MAX_ATTEMPTS) {
				throw conflict(appends.get(0), null);
			}
		}
	}

	private static VersionConflictException conflict(EncodedAppend append, @Nullable Throwable cause) {
		return new VersionConflictException(append.stream(), append.expected(), null, List.of(), cause);
	}

}
