package dev.sourcery.tail;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.sourcery.tail.BlockingTransaction.Prepared;
import dev.sourcery.tail.BlockingTransaction.Running;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when events are held back for a long time, and when they no longer are. For one
 * thread.
 */
final class HeldBackLog {

	private static final Logger logger = LoggerFactory.getLogger(HeldBackLog.class);

	private static final Duration REPEAT_AFTER = Duration.ofMinutes(1);

	private static final int LONGEST_QUERY = 120;

	private final Duration warnAfter;

	private final InstantSource clock;

	private @Nullable Instant warnedAt;

	private Duration longest = Duration.ZERO;

	HeldBackLog(Duration warnAfter, InstantSource clock) {
		this.warnAfter = warnAfter;
		this.clock = clock;
	}

	void observe(Optional<HeldBack> observed) {
		Optional<HeldBack> tooLong = observed.filter((found) -> found.age().compareTo(this.warnAfter) >= 0);
		if (tooLong.isEmpty()) {
			over();
			return;
		}
		this.longest = tooLong.get().age();
		Instant now = this.clock.instant();
		if (this.warnedAt == null || !now.isBefore(this.warnedAt.plus(REPEAT_AFTER))) {
			this.warnedAt = now;
			warn(tooLong.get());
		}
	}

	private void over() {
		if (this.warnedAt != null) {
			logger.info("The settled position advances again, after events had been held back for {}",
					inSeconds(this.longest));
			this.warnedAt = null;
		}
	}

	private static void warn(HeldBack heldBack) {
		logger.warn(
				"Events between position {} and {} have been held back for {} by transactions that appended and are still open; asynchronous projections do not get them before these end: {}",
				heldBack.settled(), heldBack.drawn(), inSeconds(heldBack.age()),
				heldBack.blockers().stream().map(HeldBackLog::describe).collect(Collectors.joining("; ")));
	}

	private static String inSeconds(Duration duration) {
		return duration.toSeconds() + " s";
	}

	private static String describe(BlockingTransaction blocker) {
		if (blocker instanceof Prepared prepared) {
			return "the prepared transaction '%s' of user %s, prepared at %s: COMMIT PREPARED or ROLLBACK PREPARED it"
				.formatted(prepared.gid(), orUnknown(prepared.user()), inSeconds(prepared.since()));
		}
		Running running = (Running) blocker;
		return "pid %d of application '%s', user %s, open since %s, %s, last query \"%s\": let it commit or roll back; if it is abandoned, run SELECT pg_terminate_backend(%d)"
			.formatted(running.pid(), Objects.requireNonNullElse(running.applicationName(), ""),
					orUnknown(running.user()), inSeconds(running.since()), orUnknown(running.state()),
					shortened(running.lastQuery()), running.pid());
	}

	private static String inSeconds(@Nullable Instant instant) {
		return orUnknown((instant != null) ? instant.truncatedTo(ChronoUnit.SECONDS) : null);
	}

	private static String orUnknown(@Nullable Object value) {
		return (value != null) ? value.toString() : "(not known)";
	}

	private static String shortened(@Nullable String query) {
		String line = Objects.requireNonNullElse(query, "").strip().replaceAll("\\s+", " ");
		return (line.length() > LONGEST_QUERY) ? line.substring(0, LONGEST_QUERY) + "…" : line;
	}

}
