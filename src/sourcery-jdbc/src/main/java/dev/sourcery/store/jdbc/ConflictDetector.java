package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.AppendOutcome.IdTaken;
import dev.sourcery.store.jdbc.EventReader.StoredPlace;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.RepeatDetector;

/**
 * Determines why nothing was stored: a version conflict, a repetition of a stored append,
 * or a lost race after which the append may be retried.
 */
final class ConflictDetector {

	private final EventReader reader;

	private final RepeatDetector repeatDetector;

	ConflictDetector(EventReader reader, EventCodec codec) {
		this.reader = reader;
		this.repeatDetector = new RepeatDetector(codec, (ids) -> reader.find(ids, StoreOperation.APPEND));
	}

	/**
	 * Explains the outcome of appends that were not stored.
	 * @return the first commits if the appends repeat earlier ones; empty if the appends
	 * may succeed now
	 * @throws VersionConflictException if a stream does not have the expected version
	 * @throws EventIdConflictException if an event id is stored for another event
	 */
	Optional<List<Commit>> explain(List<EncodedAppend> appends, AppendOutcome outcome) {
		return (outcome instanceof IdTaken || isRepetition(appends)) ? this.repeatDetector.firstCommits(appends)
				: Optional.empty();
	}

	private boolean isRepetition(List<EncodedAppend> appends) {
		boolean repeated = false;
		for (EncodedAppend append : appends) {
			if (append.expected() instanceof ExpectedVersion.Exactly exactly) {
				repeated |= isBeyond(append, exactly.version());
			}
			else {
				requireAccepted(append, version(append), List.of());
			}
		}
		return repeated;
	}

	/**
	 * Returns whether the stream contains events of the same append after the expected
	 * version.
	 */
	private boolean isBeyond(EncodedAppend append, long expected) {
		List<StoredPlace> winners = this.reader.placesAfter(append.stream(), expected, StoreOperation.APPEND);
		if (winners.stream().anyMatch((winner) -> append.hasEvent(winner.eventId()))) {
			return true;
		}
		boolean all = !winners.isEmpty() && winners.size() < EventReader.MAX_PLACES;
		long actual = all ? winners.get(winners.size() - 1).version() : version(append);
		requireAccepted(append, actual, winners);
		requireSameHistory(append, actual);
		return false;
	}

	/**
	 * Requires that the last event is the one that the append expects. Otherwise a
	 * fail-over has replaced it by another one of the same version.
	 */
	private void requireSameHistory(EncodedAppend append, long version) {
		Position expected = append.lastPosition();
		if (expected == null) {
			return;
		}
		List<StoredPlace> last = this.reader.placesAfter(append.stream(), version - 1, StoreOperation.APPEND);
		if (!last.isEmpty() && !last.get(0).position().equals(expected)) {
			throw new VersionConflictException(append.stream(), append.expected(), version, List.of(last.get(0).type()),
					null);
		}
	}

	private long version(EncodedAppend append) {
		return this.reader.version(append.stream(), StoreOperation.APPEND);
	}

	private static void requireAccepted(EncodedAppend append, long actual, List<StoredPlace> winners) {
		if (!append.expected().accepts(actual)) {
			throw new VersionConflictException(append.stream(), append.expected(), actual,
					winners.stream().map(StoredPlace::type).toList(), null);
		}
	}

}
