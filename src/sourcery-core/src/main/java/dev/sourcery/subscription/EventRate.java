package dev.sourcery.subscription;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The rate of events in the last seconds. Thread-safe.
 */
final class EventRate {

	private static final int SECONDS = 10;

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final LongSupplier clock;

	private final long start;

	// the events of a second, at its number modulo the length
	private final long[] events = new long[SECONDS + 1];

	private long current;

	EventRate(LongSupplier clock) {
		this.clock = clock;
		this.start = clock.getAsLong();
	}

	synchronized void add(int number) {
		advance();
		this.events[index(this.current)] += number;
	}

	/**
	 * Returns the number of events per second, of the last ten seconds or since the
	 * start.
	 */
	synchronized double perSecond() {
		advance();
		long sum = 0;
		for (long count : this.events) {
			sum += count;
		}
		double elapsed = (double) (this.clock.getAsLong() - this.start) / SECOND;
		double oldest = Math.max(0, this.current - SECONDS);
		return sum / Math.max(1, elapsed - oldest);
	}

	private void advance() {
		long second = (this.clock.getAsLong() - this.start) / SECOND;
		long last = Math.min(second, this.current + this.events.length);
		for (long passed = this.current + 1; passed <= last; passed++) {
			this.events[index(passed)] = 0;
		}
		this.current = second;
	}

	private int index(long second) {
		return (int) (second % this.events.length);
	}

}
