package dev.sourcery.autoconfigure.projection;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.sourcery.Redaction;
import dev.sourcery.projection.ProjectionState;
import dev.sourcery.projection.ProjectionStatus;
import dev.sourcery.projection.Projections;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Is down when a projection is blocked, and tells what each of them is doing.
 */
final class ProjectionHealthIndicator extends AbstractHealthIndicator {

	private static final int LONGEST_MESSAGE = 200;

	private final Projections projections;

	ProjectionHealthIndicator(Projections projections) {
		super("The state of the projections is not known");
		this.projections = projections;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (ProjectionStatus projection : this.projections.status()) {
			if (projection.state() == ProjectionState.BLOCKED) {
				builder.down();
			}
			builder.withDetail(projection.key().name(), details(projection));
		}
	}

	private static Map<String, Object> details(ProjectionStatus projection) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("version", projection.key().version());
		details.put("mode", projection.mode());
		details.put("state", projection.state());
		details.put("position", projection.position().value());
		if (projection.failure() != null) {
			details.put("failure", describe(projection.failure()));
		}
		return details;
	}

	/**
	 * The class and the beginning of the message: what follows on further lines are, with
	 * PostgreSQL, the values of the row.
	 */
	private static String describe(Throwable failure) {
		String message = String.valueOf(Redaction.redact(failure).getMessage()).lines().findFirst().orElse("");
		return failure.getClass().getName() + ": " + message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
	}

}
