package dev.sourcery.autoconfigure.projection;

import java.time.Duration;
import java.util.function.ToDoubleFunction;

import dev.sourcery.projection.ProjectionMeasurements;
import dev.sourcery.projection.Projections;
import dev.sourcery.subscription.Lag;
import dev.sourcery.subscription.SubscriptionMeasurement;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of each projection with lanes, of its live version: one query for all gauges of
 * a scrape. Except for the blocked state they are the same on all nodes.
 */
final class ProjectionMetrics implements MeterBinder {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private final ProjectionMeasurements measurements;

	ProjectionMetrics(Projections projections) {
		this.measurements = new ProjectionMeasurements(projections, INTERVAL);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.measurements.names().forEach((name) -> bind(registry, name));
	}

	private void bind(MeterRegistry registry, String projection) {
		measured(registry, projection, "sourcery.projections.lag", "events",
				"Number of committed events after the position of the projection",
				(measured) -> lag(measured, Lag::events));
		measured(registry, projection, "sourcery.projections.lag.age", "seconds",
				"Age of the oldest event after the position of the projection",
				(measured) -> lag(measured, (lag) -> seconds(lag.age())));
		measured(registry, projection, "sourcery.projections.paused", null, "Whether the projection is paused, 1 or 0",
				(measured) -> measured.paused() ? 1 : 0);
		measured(registry, projection, "sourcery.projections.parked", "events", "Number of parked events",
				(measured) -> measured.failures().parkedEvents());
		measured(registry, projection, "sourcery.projections.parked.age", "seconds",
				"Time for which the oldest parked event has been parked",
				(measured) -> seconds(measured.failures().oldestParked()));
		measured(registry, projection, "sourcery.projections.skipped", "events", "Number of skipped events",
				(measured) -> measured.failures().skippedEvents());
		gauge(registry, projection, "sourcery.projections.blocked", null,
				"Whether the projection is blocked or has failed on this node, 1 or 0",
				(source) -> source.isBlocked(projection) ? 1 : 0);
	}

	private static double lag(SubscriptionMeasurement measured, ToDoubleFunction<Lag> value) {
		Lag lag = measured.lag();
		return (lag != null) ? value.applyAsDouble(lag) : Double.NaN;
	}

	private static double seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() / 1000.0 : 0;
	}

	private void measured(MeterRegistry registry, String projection, String name, @Nullable String unit,
			String description, ToDoubleFunction<SubscriptionMeasurement> value) {
		gauge(registry, projection, name, unit, description,
				(source) -> source.get(projection).map(value::applyAsDouble).orElse(Double.NaN));
	}

	private void gauge(MeterRegistry registry, String projection, String name, @Nullable String unit,
			String description, ToDoubleFunction<ProjectionMeasurements> value) {
		Gauge.builder(name, this.measurements, value)
			.tag("projection", projection)
			.description(description)
			.baseUnit(unit)
			.strongReference(true)
			.register(registry);
	}

}
