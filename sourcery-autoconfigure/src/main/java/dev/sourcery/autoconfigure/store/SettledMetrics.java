package dev.sourcery.autoconfigure.store;

import dev.sourcery.tail.SettledWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of the time for which events have been held back and of the number of blocking
 * transactions, as of the last look of the watch.
 */
final class SettledMetrics implements MeterBinder {

	private final SettledWatch watch;

	SettledMetrics(SettledWatch watch) {
		this.watch = watch;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("sourcery.settled.age", this.watch, SettledWatch::ageInSeconds)
			.description("Time for which open transactions have held back committed events")
			.baseUnit("seconds")
			.register(registry);
		Gauge.builder("sourcery.settled.blockers", this.watch, SettledWatch::blockers)
			.description("Number of open transactions that the settled position waits for")
			.baseUnit("transactions")
			.register(registry);
	}

}
