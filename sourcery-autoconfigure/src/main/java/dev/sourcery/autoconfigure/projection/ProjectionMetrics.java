package dev.sourcery.autoconfigure.projection;

import java.time.Duration;
import java.util.function.ToDoubleFunction;

import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.subscription.FailureStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of the parked and skipped events of each asynchronous projection, of its live
 * version. They are the same on all nodes.
 */
final class ProjectionMetrics implements MeterBinder {

	private final Projections projections;

	ProjectionMetrics(Projections projections) {
		this.projections = projections;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.projections.status()
			.stream()
			.filter((projection) -> projection.mode() == ProjectionMode.ASYNCHRONOUS)
			.map((projection) -> projection.key().name())
			.distinct()
			.forEach((name) -> bind(registry, name));
	}

	private void bind(MeterRegistry registry, String projection) {
		Failures failures = new Failures(this.projections, projection);
		gauge(registry, failures, "sourcery.projections.parked", "events", "Number of parked events",
				FailureStatus::parkedEvents);
		gauge(registry, failures, "sourcery.projections.parked.age", "seconds",
				"Time for which the oldest parked event has been parked", (status) -> seconds(status.oldestParked()));
		gauge(registry, failures, "sourcery.projections.skipped", "events", "Number of skipped events",
				FailureStatus::skippedEvents);
	}

	private static double seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() / 1000.0 : 0;
	}

	private static void gauge(MeterRegistry registry, Failures failures, String name, String unit, String description,
			ToDoubleFunction<FailureStatus> value) {
		Gauge.builder(name, failures, (source) -> source.get(value))
			.tag("projection", failures.projection)
			.description(description)
			.baseUnit(unit)
			.strongReference(true)
			.register(registry);
	}

	/**
	 * The numbers of one projection, of one query for all gauges of a scrape.
	 */
	private static final class Failures {

		private static final Logger logger = LoggerFactory.getLogger(ProjectionMetrics.class);

		private static final long MAX_AGE = Duration.ofSeconds(5).toNanos();

		private final Projections projections;

		private final String projection;

		private @Nullable FailureStatus status;

		private long readAt = System.nanoTime() - MAX_AGE;

		Failures(Projections projections, String projection) {
			this.projections = projections;
			this.projection = projection;
		}

		synchronized double get(ToDoubleFunction<FailureStatus> value) {
			if (System.nanoTime() - this.readAt >= MAX_AGE) {
				this.status = read();
				this.readAt = System.nanoTime();
			}
			return (this.status != null) ? value.applyAsDouble(this.status) : Double.NaN;
		}

		private @Nullable FailureStatus read() {
			try {
				return this.projections.failures(this.projection);
			}
			catch (RuntimeException ex) {
				logger.debug("The failures of projection {} are unknown", this.projection, ex);
				return null;
			}
		}

	}

}
