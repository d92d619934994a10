package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;

/**
 * Appends of one event at a constant rate, by the calling thread.
 */
final class PacedAppends {

	private final EventStore store;

	private final Duration interval;

	PacedAppends(EventStore store, Duration interval) {
		this.store = store;
		this.interval = interval;
	}

	/**
	 * Appends events.
	 * @param count the number of events
	 * @param appended receives the position of each event, and the time at which its
	 * append returned
	 */
	void run(int count, Appended appended) {
		long next = System.nanoTime();
		for (int i = 0; i < count; i++) {
			next += this.interval.toNanos();
			long wait;
			while ((wait = next - System.nanoTime()) > 0) {
				LockSupport.parkNanos(wait);
			}
			Commit commit = this.store.append(new StreamId(Transferred.AGGREGATE, UUID.randomUUID().toString()),
					ExpectedVersion.noStream(), List.of(NewEvent.of(Transferred.random())));
			appended.accept(commit.events().get(0).position().value(), System.nanoTime());
		}
	}

	/**
	 * Receives an append.
	 */
	@FunctionalInterface
	interface Appended {

		void accept(long position, long returnedAt);

	}

}
