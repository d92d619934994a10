package dev.sourcery.test.projection;

import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.ProjectionStatus;

/**
 * The result of running projections until they have applied all events.
 *
 * @since 0.1
 * @param projections the projections
 */
public record CaughtUp(List<Projected> projections) {

	static boolean isInTransaction(ProjectionStatus status) {
		return status.mode() == ProjectionMode.IN_TRANSACTION;
	}

	/**
	 * Returns the mode in which the effects of a projection came: with the call that ran
	 * the projections, or with the appends before it.
	 * @param name the name of the projection
	 * @return the mode
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public ProjectionMode mode(String name) {
		return projection(name).mode();
	}

	/**
	 * Returns whether a projection was behind, so that the call that ran the projections
	 * moved its position.
	 * @param name the name of the projection
	 * @return whether its position was moved
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public boolean wasBehind(String name) {
		Projected projection = projection(name);
		return projection.to().isAfter(projection.from());
	}

	private Projected projection(String name) {
		return this.projections.stream()
			.filter((each) -> each.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no projection '%s'; there are %s".formatted(name,
					this.projections.stream().map(Projected::name).toList())));
	}

	/**
	 * A projection.
	 *
	 * @param name the name
	 * @param mode whether its effects came with this call or with the appends
	 * @param from the position before this call, as far as it is known to this node
	 * @param to the position after it
	 */
	public record Projected(String name, ProjectionMode mode, Position from, Position to) {

	}

}
