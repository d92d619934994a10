package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * The progress of an asynchronous projection towards the settled position, as measured by
 * this node.
 *
 * @since 0.1
 * @param applied the position that the projection has applied
 * @param settled the settled position
 * @param positionsPerSecond the number of positions passed per second on all nodes, holes
 * and events without a handler included; 0 if it is not known
 * @param remainingTime the estimated time until the settled position is reached, or
 * {@code null} if it is not known
 */
public record ProjectionProgress(Position applied, Position settled, double positionsPerSecond,
		@Nullable Duration remainingTime) {

	/**
	 * The number of positions between the applied and the settled position. At most this
	 * number of events has not been applied, since positions have holes.
	 * @return the number
	 */
	public long remaining() {
		return Math.max(0, this.settled.value() - this.applied.value());
	}

}
