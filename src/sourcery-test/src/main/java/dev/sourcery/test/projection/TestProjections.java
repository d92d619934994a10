package dev.sourcery.test.projection;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.sourcery.event.Position;
import dev.sourcery.projection.ProjectionStatus;
import dev.sourcery.projection.Projections;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionUnavailableException;

/**
 * Projections under the control of a test: they run only when the test says so, or are
 * awaited if they run by themselves. For one thread.
 *
 * @since 0.1
 */
public final class TestProjections {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Projections projections;

	/**
	 * Creates an instance.
	 * @param projections the projections of the application
	 */
	public TestProjections(Projections projections) {
		this.projections = projections;
	}

	/**
	 * Runs the projections until they have applied all events committed so far, and stops
	 * them.
	 * @return the mode of each projection: whether its effects came with this call or
	 * with the appends
	 * @throws SubscriptionUnavailableException if a handler fails; the cause is its
	 * exception
	 * @throws IllegalStateException if the projections run by themselves
	 * @throws InterruptedException if the thread is interrupted
	 */
	public CaughtUp catchUp() throws InterruptedException {
		requireStopped();
		Map<String, Position> before = positions();
		this.projections.start();
		try {
			this.projections.awaitAll(TIMEOUT);
		}
		finally {
			this.projections.stop();
		}
		return caughtUp(before);
	}

	private void requireStopped() {
		for (ProjectionStatus status : this.projections.status()) {
			if (status.state() != SubscriptionState.STOPPED && !CaughtUp.isInTransaction(status)) {
				throw new IllegalStateException(
						"Projection %s runs by itself, so a test cannot determine when it runs. Annotate the test class with @ManualProjections, or use awaitProjections()."
							.formatted(status.key()));
			}
		}
	}

	private Map<String, Position> positions() {
		Map<String, Position> positions = new LinkedHashMap<>();
		this.projections.status().forEach((status) -> positions.put(status.key().name(), status.position()));
		return positions;
	}

	private CaughtUp caughtUp(Map<String, Position> before) {
		List<CaughtUp.Projected> all = this.projections.status()
			.stream()
			.map((status) -> new CaughtUp.Projected(status.key().name(), status.mode(),
					before.getOrDefault(status.key().name(), Position.START), status.position()))
			.toList();
		return new CaughtUp(all);
	}

	/**
	 * Waits until the projections, which run by themselves, have applied all events
	 * committed so far.
	 * @throws SubscriptionUnavailableException if they have not within 30 seconds, or a
	 * projection is blocked or stopped
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitProjections() throws InterruptedException {
		this.projections.awaitAll(TIMEOUT);
	}

}
