package dev.sourcery.autoconfigure.projection;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.sourcery.projection.ProjectionProgress;
import dev.sourcery.projection.ProjectionStatus;
import dev.sourcery.projection.Projections;
import dev.sourcery.subscription.ConnectionUse;
import dev.sourcery.subscription.SubscriptionState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * A health indicator that is down when a projection is blocked or has failed. Its details
 * contain the state of each projection.
 */
final class ProjectionHealthIndicator extends AbstractHealthIndicator {

	private final Projections projections;

	ProjectionHealthIndicator(Projections projections) {
		super("The state of the projections is unknown");
		this.projections = projections;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (ProjectionStatus projection : this.projections.status()) {
			if (projection.state() == SubscriptionState.BLOCKED || projection.state() == SubscriptionState.FAILED) {
				builder.down();
			}
			builder.withDetail(label(projection), details(projection));
		}
		ConnectionUse connections = this.projections.connectionUse();
		if (connections.isLimiting()) {
			builder.withDetail("connections", "%d lanes wait, because sourcery.projections.max-connections is %d"
				.formatted(connections.waiting(), connections.max()));
		}
	}

	// the version that is addressed by the name has the name alone
	private String label(ProjectionStatus projection) {
		String name = projection.key().name();
		return this.projections.status(name).key().equals(projection.key()) ? name : projection.key().toString();
	}

	private static Map<String, Object> details(ProjectionStatus projection) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("version", projection.key().version());
		details.put("versionState", projection.versionState());
		details.put("mode", projection.mode());
		details.put("state", projection.state());
		details.put("position", projection.position().value());
		ProjectionProgress progress = projection.progress();
		if (progress != null) {
			details.put("remaining", progress.remaining());
		}
		if (projection.failure() != null) {
			details.put("failure", projection.failureDescription());
		}
		return details;
	}

}
