package dev.sourcery.repository;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import dev.sourcery.snapshot.SnapshotStatistics;

/**
 * Counts the use of snapshots. Thread-safe.
 */
final class SnapshotCounters {

	private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);

	SnapshotCounters() {
		for (Outcome outcome : Outcome.values()) {
			this.counts.put(outcome, new LongAdder());
		}
	}

	void count(Outcome outcome) {
		counter(outcome).increment();
	}

	private LongAdder counter(Outcome outcome) {
		return this.counts.getOrDefault(outcome, new LongAdder());
	}

	SnapshotStatistics statistics() {
		return new SnapshotStatistics(of(Outcome.USED), of(Outcome.MISSING), of(Outcome.OTHER_FORMAT),
				of(Outcome.UNREADABLE), of(Outcome.REPLACED_HISTORY), of(Outcome.WRITTEN), of(Outcome.DECLINED),
				of(Outcome.FAILED));
	}

	private long of(Outcome outcome) {
		return counter(outcome).sum();
	}

	enum Outcome {

		USED, MISSING, OTHER_FORMAT, UNREADABLE, REPLACED_HISTORY, WRITTEN, DECLINED, FAILED

	}

}
