package dev.sourcery.projection;

import java.time.Duration;
import java.util.Locale;

import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs where a version of a projection stands, when it starts and while it is far behind.
 * For one thread.
 */
final class ProgressLog {

	private static final Logger logger = LoggerFactory.getLogger(ProgressLog.class);

	private final SubscriptionKey key;

	private @Nullable VersionState reported;

	private boolean joined;

	ProgressLog(SubscriptionKey key) {
		this.key = key;
	}

	/**
	 * Logs what is due.
	 * @param behindFor the time for which the version is, or was, far behind
	 */
	void report(ProjectionStatus status, int live, CatchUp.Report report, Duration behindFor) {
		ProjectionProgress progress = status.progress();
		if (progress == null || status.versionState() == VersionState.UNKNOWN) {
			return;
		}
		if (this.reported == null) {
			started(status.versionState(), live, progress);
		}
		else if (this.reported != status.versionState()) {
			changed(status.versionState(), live);
		}
		this.reported = status.versionState();
		// the lanes of a version in standby run on other nodes, which report them
		if (status.state() != SubscriptionState.STANDBY) {
			progress(report, progress, behindFor);
		}
	}

	/**
	 * Logs once that the appends apply the events.
	 */
	void joined() {
		if (!this.joined) {
			this.joined = true;
			logger.info("Projection {} is applied in the transactions of the appends", this.key);
		}
	}

	private void started(VersionState state, int live, ProjectionProgress progress) {
		String where = "at position %d, %d behind the settled position".formatted(progress.applied().value(),
				progress.remaining());
		switch (state) {
			case LIVE, UNKNOWN -> logger.info("Projection {} is live, {}", this.key, where);
			case BUILDING ->
				logger.info("Projection {} is built beside the live version {}, {}", this.key, live, where);
			case RETIRED -> logger.warn(
					"Projection {} is retired, {}: readers read version {}, which this or another node must run",
					this.key, where, live);
		}
	}

	private void changed(VersionState state, int live) {
		switch (state) {
			case LIVE -> logger.info("Projection {} is live", this.key);
			case RETIRED -> logger.info("Projection {} is retired: version {} is live", this.key, live);
			case BUILDING, UNKNOWN -> logger.info("Projection {} is no longer live: version {} is", this.key, live);
		}
	}

	private void progress(CatchUp.Report report, ProjectionProgress progress, Duration behindFor) {
		switch (report) {
			case UNDER_WAY -> logger.info("Projection {} is at position {} of {}, {} per second, {}", this.key,
					progress.applied(), progress.settled(), Math.round(progress.positionsPerSecond()),
					remaining(progress.remainingTime()));
			case CAUGHT_UP -> logger.info("Projection {} has caught up at position {} after {}", this.key,
					progress.applied(), format(behindFor));
			case NONE -> {
			}
		}
	}

	private static String remaining(@Nullable Duration time) {
		return (time != null) ? "about " + format(time) + " remaining" : "the remaining time is not known";
	}

	private static String format(Duration time) {
		return Duration.ofSeconds(time.toSeconds()).toString().substring(2).toLowerCase(Locale.ROOT);
	}

}
