package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.EventReader.StoredPlace;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.RepeatDetector;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends, and when the database refuses finds out what that means: a conflict, a
 * repetition that is answered with the first commit, or a lost race to be run again.
 */
final class Appender {

	// how often an append loses a race before it gives up; in a transaction that sees an
	// old snapshot it would lose for ever
	private static final int MAX_ATTEMPTS = 100;

	private final AppendStatement statement;

	private final EventReader reader;

	private final RepeatDetector repeatedAppend;

	private final TransactionTemplate transaction;

	Appender(AppendStatement statement, EventReader reader, EventSerializer serializer,
			TransactionTemplate transaction) {
		this.statement = statement;
		this.reader = reader;
		this.repeatedAppend = new RepeatDetector(serializer, reader::find);
		this.transaction = transaction;
	}

	/**
	 * Appends where there is no transaction, and commits.
	 */
	List<Commit> appendAndCommit(List<EncodedAppend> appends) {
		return untilExplained(appends, () -> this.statement.executeAndCommit(appends));
	}

	/**
	 * Appends in a transaction of its own, which listeners take part in.
	 */
	List<Commit> appendInOwnTransaction(List<EncodedAppend> appends, Consumer<List<Commit>> listener) {
		return untilExplained(appends, () -> new OwnTransaction(appends).run(this.transaction, () -> {
			Optional<List<Commit>> commits = this.statement.execute(appends);
			commits.ifPresent(listener);
			return commits;
		}));
	}

	/**
	 * Appends in the caller's transaction. A key that is violated spoils it, so an append
	 * that takes more than one version, and would be run again, gets a savepoint.
	 */
	List<Commit> appendInCallersTransaction(List<EncodedAppend> appends, Consumer<List<Commit>> listener) {
		if (appends.stream().noneMatch((append) -> append.expected() instanceof ExpectedVersion.Exactly)) {
			return untilExplained(appends, () -> told(this.statement.executeInSavepoint(appends), listener));
		}
		try {
			Optional<List<Commit>> commits = told(this.statement.executeSparing(appends), listener)
				.or(() -> explainRefusal(appends));
			return commits.orElseThrow(() -> conflict(appends.get(0), null));
		}
		catch (StreamMovedException ex) {
			throw conflict(ex.append(), ex.failure());
		}
		catch (EventIdTakenException ex) {
			throw new EventIdConflictException(ex.append().stream(), ex.append().eventId(0), null, 0,
					"or one of another event of the same append", ex.failure());
		}
	}

	private static Optional<List<Commit>> told(Optional<List<Commit>> commits, Consumer<List<Commit>> listener) {
		commits.ifPresent(listener);
		return commits;
	}

	private List<Commit> untilExplained(List<EncodedAppend> appends, Supplier<Optional<List<Commit>>> attempt) {
		for (int attempts = 1;; attempts++) {
			Optional<List<Commit>> commits = attemptOrExplain(appends, attempt);
			if (commits.isPresent()) {
				return commits.get();
			}
			if (attempts == MAX_ATTEMPTS) {
				throw conflict(appends.get(0), null);
			}
		}
	}

	/**
	 * Empty if it was a lost race, so that another attempt may succeed.
	 */
	private Optional<List<Commit>> attemptOrExplain(List<EncodedAppend> appends,
			Supplier<Optional<List<Commit>>> attempt) {
		try {
			return attempt.get().or(() -> explainRefusal(appends));
		}
		catch (StreamMovedException ex) {
			return explainRefusal(appends);
		}
		catch (EventIdTakenException ex) {
			return StoreExceptionTranslator.explaining(() -> this.repeatedAppend.firstCommits(appends));
		}
	}

	private static VersionConflictException conflict(EncodedAppend append, @Nullable Throwable cause) {
		return new VersionConflictException(append.stream(), append.expected(), null, List.of(), cause);
	}

	/**
	 * Why nothing was stored.
	 * @return the first commits if the appends repeat earlier ones; empty if nothing
	 * stands in their way any more
	 * @throws VersionConflictException if a stream does not have the expected version
	 */
	private Optional<List<Commit>> explainRefusal(List<EncodedAppend> appends) {
		return StoreExceptionTranslator.explaining(() -> explain(appends));
	}

	private Optional<List<Commit>> explain(List<EncodedAppend> appends) {
		boolean repeated = false;
		for (EncodedAppend append : appends) {
			if (append.expected() instanceof ExpectedVersion.Exactly exactly) {
				repeated |= isBeyond(append, exactly.version());
			}
			else {
				requireAccepted(append, this.reader.version(append.stream()), List.of());
			}
		}
		return repeated ? this.repeatedAppend.firstCommits(appends) : Optional.empty();
	}

	/**
	 * Whether the events of this very append are what has moved the stream.
	 */
	private boolean isBeyond(EncodedAppend append, long expected) {
		List<StoredPlace> winners = this.reader.placesAfter(append.stream(), expected);
		if (winners.stream().anyMatch((winner) -> append.hasEvent(winner.eventId()))) {
			return true;
		}
		boolean all = !winners.isEmpty() && winners.size() < EventReader.MAX_PLACES;
		long actual = all ? winners.get(winners.size() - 1).version() : this.reader.version(append.stream());
		requireAccepted(append, actual, winners);
		return false;
	}

	private static void requireAccepted(EncodedAppend append, long actual, List<StoredPlace> winners) {
		if (!append.expected().accepts(actual)) {
			throw new VersionConflictException(append.stream(), append.expected(), actual,
					winners.stream().map(StoredPlace::type).toList(), null);
		}
	}

}
