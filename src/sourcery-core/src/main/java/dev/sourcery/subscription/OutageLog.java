package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.event.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line when attempts of a projection begin to fail, and one line when they
 * succeed again. For one thread.
 */
final class OutageLog {

	private static final Logger logger = LoggerFactory.getLogger(OutageLog.class);

	private final LaneKey key;

	private int failures;

	private long since;

	OutageLog(LaneKey key) {
		this.key = key;
	}

	void failed(Position position, Throwable cause) {
		this.failures++;
		if (this.failures == 1) {
			this.since = System.nanoTime();
			logger.warn("Projection {} failed beyond position {} and retries: {}", this.key, position,
					FailureDescription.of(cause));
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("Projection {} failed again beyond position {}, {} times by now: {}", this.key, position,
					this.failures, FailureDescription.of(cause));
		}
	}

	void over(Position position) {
		if (this.failures > 0) {
			logger.info("Projection {} continues at position {}, after {} failed attempts in {} ms", this.key, position,
					this.failures, Duration.ofNanos(System.nanoTime() - this.since).toMillis());
			this.failures = 0;
		}
	}

}
