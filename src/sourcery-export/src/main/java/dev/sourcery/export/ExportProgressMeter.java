package dev.sourcery.export;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Measures one run. The work of an earlier run does not count for the rate.
 */
final class ExportProgressMeter {

	private final ExportProgressListener listener;

	private final long start = System.nanoTime();

	private final long eventsBefore;

	private final double fractionBefore;

	ExportProgressMeter(ExportProgressListener listener, long eventsBefore, double fractionBefore) {
		this.listener = listener;
		this.eventsBefore = eventsBefore;
		this.fractionBefore = fractionBefore;
	}

	void progressed(long events, double fraction) {
		if (fraction < 1) {
			tell(events, fraction);
		}
	}

	void completed(long events) {
		tell(events, 1);
	}

	Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	private void tell(long events, double fraction) {
		double seconds = Math.max(elapsed().toNanos(), 1) / (double) TimeUnit.SECONDS.toNanos(1);
		double done = fraction - this.fractionBefore;
		double remaining = (done > 0) ? seconds * (1 - fraction) / done : 0;
		long total = (fraction > 0) ? Math.round(events / fraction) : events;
		this.listener.progressed(new ExportProgress(events, total, fraction, (events - this.eventsBefore) / seconds,
				Duration.ofSeconds(Math.round(remaining))));
	}

}
