package dev.sourcery.projection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * Measures the progress of a projection from samples of its position, and determines when
 * to report it: at growing intervals while the projection is far behind, and once when it
 * has caught up. Written by one thread.
 */
final class CatchUp {

	/**
	 * The number of positions from which a projection is far behind.
	 */
	static final long FAR = 1000;

	private static final long WINDOW = Duration.ofSeconds(10).toNanos();

	private static final long FIRST_INTERVAL = Duration.ofSeconds(10).toNanos();

	private static final long LONGEST_INTERVAL = Duration.ofMinutes(5).toNanos();

	private final Deque<Sample> samples = new ArrayDeque<>();

	private volatile @Nullable ProjectionProgress progress;

	private boolean behind;

	private long behindSince;

	private long nextReport;

	private long interval;

	/**
	 * Adds a sample.
	 * @param now the time, in nanoseconds
	 * @return the report that is due
	 */
	Report sample(Position applied, Position settled, long now) {
		if (!this.samples.isEmpty() && this.samples.getLast().applied().isAfter(applied)) {
			// reset
			this.samples.clear();
		}
		while (this.samples.size() > 1 && now - this.samples.getFirst().at() > WINDOW) {
			this.samples.removeFirst();
		}
		this.samples.addLast(new Sample(applied, now));
		ProjectionProgress measured = measure(applied, settled);
		this.progress = measured;
		return report(measured.remaining(), now);
	}

	private ProjectionProgress measure(Position applied, Position settled) {
		Sample first = this.samples.getFirst();
		Sample last = this.samples.getLast();
		double seconds = (last.at() - first.at()) / 1e9;
		double perSecond = (seconds > 0) ? (last.applied().value() - first.applied().value()) / seconds : 0;
		long remaining = settled.value() - applied.value();
		Duration time = (remaining <= 0) ? Duration.ZERO
				: (perSecond > 0) ? Duration.ofSeconds(Math.round(Math.ceil(remaining / perSecond))) : null;
		return new ProjectionProgress(applied, settled, perSecond, time);
	}

	private Report report(long remaining, long now) {
		if (!this.behind) {
			if (remaining > FAR) {
				this.behind = true;
				this.behindSince = now;
				this.interval = FIRST_INTERVAL;
				this.nextReport = now + this.interval;
			}
			return Report.NONE;
		}
		if (remaining <= FAR) {
			this.behind = false;
			return (this.interval > FIRST_INTERVAL) ? Report.CAUGHT_UP : Report.NONE;
		}
		if (now - this.nextReport < 0) {
			return Report.NONE;
		}
		this.interval = Math.min(2 * this.interval, LONGEST_INTERVAL);
		this.nextReport = now + this.interval;
		return Report.UNDER_WAY;
	}

	/**
	 * Returns whether the projection is far behind.
	 */
	boolean isBehind() {
		return this.behind;
	}

	/**
	 * Returns the time since which the projection is, or was, far behind.
	 */
	Duration duration(long now) {
		return Duration.ofNanos(now - this.behindSince);
	}

	@Nullable ProjectionProgress progress() {
		return this.progress;
	}

	/**
	 * The reports that may be due.
	 */
	enum Report {

		NONE, UNDER_WAY, CAUGHT_UP

	}

	private record Sample(Position applied, long at) {

	}

}
