package dev.sourcery.autoconfigure.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sourcery.store.EventStore;
import dev.sourcery.store.HeldBack;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Looks once in a second whether the settled position is held back, says so in the log,
 * and remembers it for the metrics, which so cost no query of their own. Thread-safe.
 */
final class SettledWatch implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(SettledWatch.class);

	private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	private final EventStore store;

	private final HeldBackLog log;

	private final Duration interval;

	private @Nullable Thread thread;

	private CountDownLatch end = new CountDownLatch(0);

	private volatile Observation last = Observation.NONE;

	SettledWatch(EventStore store, HeldBackLog log, Duration warnAfter) {
		this.store = store;
		this.log = log;
		this.interval = (warnAfter.compareTo(LONGEST_INTERVAL) < 0) ? warnAfter : LONGEST_INTERVAL;
	}

	@Override
	public synchronized void start() {
		CountDownLatch ended = new CountDownLatch(1);
		Thread started = new Thread(() -> watch(ended), "sourcery-settled-watch");
		started.setDaemon(true);
		started.start();
		this.thread = started;
		this.end = ended;
	}

	private void watch(CountDownLatch ended) {
		try {
			do {
				look();
			}
			while (!ended.await(this.interval.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (InterruptedException ex) {
			logger.debug("The watch was interrupted and ends", ex);
		}
		this.last = Observation.NONE;
	}

	private void look() {
		try {
			Optional<HeldBack> found = this.store.heldBack();
			this.last = Observation.of(found);
			this.log.observe(found);
		}
		catch (RuntimeException | Error ex) {
			// whoever needs the database says so louder
			this.last = Observation.NONE;
			logger.debug("It is not known whether the settled position is held back", ex);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.thread == null) {
			return;
		}
		this.end.countDown();
		try {
			// it may wait for a connection, or for a database that does not answer
			this.thread.join(STOP_PATIENCE.toMillis());
			this.thread.interrupt();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.thread = null;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.thread != null;
	}

	/**
	 * Since when committed events have been held back.
	 * @return seconds, 0 if none are, not a number if it is not known
	 */
	double ageInSeconds() {
		return this.last.age();
	}

	/**
	 * How many transactions hold them back.
	 * @return their number, not a number if it is not known
	 */
	double blockers() {
		return this.last.blockers();
	}

	private record Observation(double age, double blockers) {

		private static final Observation NONE = new Observation(Double.NaN, Double.NaN);

		static Observation of(Optional<HeldBack> heldBack) {
			return new Observation(heldBack.map((found) -> found.age().toNanos() / 1e9).orElse(0.0),
					heldBack.map((found) -> (double) found.blockers().size()).orElse(0.0));
		}

	}

}
