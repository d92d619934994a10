package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line when another session has held the checkpoint of a projection for a long
 * time, or the checkpoint cannot be moved for another reason, and one line when it can be
 * moved again. For one thread.
 */
final class HeldCheckpointLog {

	private static final Logger logger = LoggerFactory.getLogger(HeldCheckpointLog.class);

	// a session may just have released the lock, or another session is about to acquire
	// it
	private static final Duration DOUBTLESS = Duration.ofSeconds(1);

	private final LaneKey key;

	private final Checkpoints checkpoints;

	private final Duration warnAfter;

	private boolean held;

	private boolean warned;

	private long since;

	private @Nullable Long unheldSince;

	HeldCheckpointLog(LaneKey key, Checkpoints checkpoints, Duration warnAfter) {
		this.key = key;
		this.checkpoints = checkpoints;
		this.warnAfter = warnAfter;
	}

	/**
	 * Records that the checkpoint could not be moved, although no other node has moved
	 * it.
	 */
	void passedBy() {
		if (!this.held) {
			this.held = true;
			this.since = System.nanoTime();
		}
		if (!this.warned && age().compareTo(this.warnAfter) >= 0) {
			this.checkpoints.holder(this.key).ifPresentOrElse(this::warn, this::refused);
		}
	}

	private void refused() {
		long now = System.nanoTime();
		if (this.unheldSince == null) {
			this.unheldSince = now;
		}
		if (now - this.unheldSince >= DOUBTLESS.toNanos()) {
			this.warned = true;
			logger.warn(
					"The checkpoint of projection {} cannot be moved for {}, though no session is known to hold it; the projection makes no progress on this node. Either the connections of the pool lead to several servers (all must lead to the primary), or the sequence of positions is behind the events: SourcerySchema.validate() checks that",
					this.key, inSeconds(age()));
		}
	}

	private void warn(CheckpointHolder holder) {
		this.warned = true;
		this.unheldSince = null;
		logger.warn(
				"The checkpoint of projection {} has been held for {} by pid {} of application '{}' ({}), whose transaction has been open for {}; no node can run the projection until that transaction ends. If its process hangs, end it, or SELECT pg_terminate_backend({})",
				this.key, inSeconds(age()), holder.pid(), holder.applicationName(), holder.state(),
				Optional.ofNullable(holder.age()).map(HeldCheckpointLog::inSeconds).orElse("an unknown time"),
				holder.pid());
	}

	void moved() {
		if (this.warned) {
			logger.info("The checkpoint of projection {} is free again, after it had not moved for {}", this.key,
					inSeconds(age()));
		}
		this.held = false;
		this.warned = false;
		this.unheldSince = null;
	}

	private Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

	private static String inSeconds(Duration duration) {
		return duration.toSeconds() + " s";
	}

}
