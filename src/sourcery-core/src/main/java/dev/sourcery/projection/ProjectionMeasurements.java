package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionMeasurement;
import dev.sourcery.subscription.SubscriptionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the projections of this node that have lanes, for metrics: all of them by one
 * query, which is repeated after an interval at the earliest. Thread-safe.
 *
 * @since 0.1
 */
public final class ProjectionMeasurements {

	private static final Logger logger = LoggerFactory.getLogger(ProjectionMeasurements.class);

	private final Projections projections;

	private final long interval;

	private Map<SubscriptionKey, SubscriptionMeasurement> measured = Map.of();

	private long measuredAt;

	/**
	 * Creates an instance.
	 * @param projections the projections of this node
	 * @param interval minimum time between two queries
	 */
	public ProjectionMeasurements(Projections projections, Duration interval) {
		this.projections = projections;
		this.interval = interval.toNanos();
		this.measuredAt = System.nanoTime() - this.interval;
	}

	/**
	 * Returns the names of the projections that have lanes, also while the appends apply
	 * their events.
	 * @return the names
	 */
	public List<String> names() {
		return this.projections.stored().local().stream().map(SubscriptionKey::name).distinct().toList();
	}

	/**
	 * Returns the measurement of a projection: of its live version if this node has it,
	 * otherwise of the newest version of this node.
	 * @param name the name of the projection
	 * @return the measurement, empty if the database does not respond
	 */
	public Optional<SubscriptionMeasurement> get(String name) {
		return Optional.ofNullable(current().get(this.projections.status(name).key()));
	}

	/**
	 * Returns whether a projection is blocked or has failed on this node. Makes no query.
	 * @param name the name of the projection
	 * @return whether no events are applied without intervention
	 */
	public boolean isBlocked(String name) {
		SubscriptionState state = this.projections.status(name).state();
		return state == SubscriptionState.BLOCKED || state == SubscriptionState.FAILED;
	}

	private synchronized Map<SubscriptionKey, SubscriptionMeasurement> current() {
		if (System.nanoTime() - this.measuredAt >= this.interval) {
			this.measured = measure();
			this.measuredAt = System.nanoTime();
		}
		return this.measured;
	}

	private Map<SubscriptionKey, SubscriptionMeasurement> measure() {
		try {
			return this.projections.stored()
				.measure()
				.stream()
				.collect(Collectors.toMap(SubscriptionMeasurement::key, Function.identity()));
		}
		catch (RuntimeException ex) {
			logger.debug("The projections could not be measured", ex);
			return Map.of();
		}
	}

}
