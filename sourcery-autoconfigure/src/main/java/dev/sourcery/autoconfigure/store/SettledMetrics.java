package dev.sourcery.autoconfigure.store;

import dev.sourcery.tail.SettledWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How long events are held back, and by how many transactions, as the watch last saw it.
 */
final class SettledMetrics implements MeterBinder {

	private final SettledWatch watch;

	SettledMetrics(SettledWatch watch) {
		this.watch = watch;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("sourcery.settled.age", this.watch, SettledWatch::ageInSeconds)
			.description("How long committed events have been held back by open transactions")
			.baseUnit("seconds")
			.register(registry);
		Gauge.builder("sourcery.settled.blockers", this.watch, SettledWatch::blockers)
			.description("Open transactions that the settled position waits for")
			.baseUnit("transactions")
			.register(registry);
	}

}
