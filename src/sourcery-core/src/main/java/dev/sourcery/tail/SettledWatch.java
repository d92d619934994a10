package dev.sourcery.tail;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks once per second whether the settled position is held back, logs it, and keeps
 * the observation for the metrics, so that they do not need their own query. Thread-safe.
 *
 * @since 0.1
 */
public final class SettledWatch {

	private static final Logger logger = LoggerFactory.getLogger(SettledWatch.class);

	private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	private final EventTail tail;

	private final HeldBackLog log;

	private final Duration interval;

	private @Nullable Thread thread;

	private CountDownLatch end = new CountDownLatch(0);

	private volatile Observation last = Observation.NONE;

	/**
	 * Creates a watch that is not started.
	 * @param tail the end of the store
	 * @param warnAfter time for which events may be held back before a warning is logged
	 */
	public SettledWatch(EventTail tail, Duration warnAfter) {
		this.tail = tail;
		this.log = new HeldBackLog(warnAfter, InstantSource.system());
		this.interval = (warnAfter.compareTo(LONGEST_INTERVAL) < 0) ? warnAfter : LONGEST_INTERVAL;
	}

	/**
	 * Starts the watch on a separate thread.
	 */
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
			Optional<HeldBack> found = this.tail.heldBack();
			this.last = Observation.of(found);
			this.log.observe(found);
		}
		catch (RuntimeException | Error ex) {
			// callers that need the database report its failure
			this.last = Observation.NONE;
			logger.debug("It is not known whether the settled position is held back", ex);
		}
	}

	/**
	 * Stops the watch.
	 */
	public synchronized void stop() {
		if (this.thread == null) {
			return;
		}
		this.end.countDown();
		try {
			// the thread may wait for a connection, or for a database that does not
			// respond
			this.thread.join(STOP_PATIENCE.toMillis());
			this.thread.interrupt();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.thread = null;
	}

	/**
	 * Returns whether the watch was started and not stopped.
	 * @return {@code true} if the watch is running
	 */
	public synchronized boolean isRunning() {
		return this.thread != null;
	}

	/**
	 * Returns the time for which committed events have been held back.
	 * @return the time in seconds, 0 if no events are held back, not a number if it is
	 * not known
	 */
	public double ageInSeconds() {
		return this.last.age();
	}

	/**
	 * Returns the number of transactions that hold back events.
	 * @return the number of transactions, not a number if it is not known
	 */
	public double blockers() {
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
