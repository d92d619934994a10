package dev.sourcery.projection;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * A projection as this node sees it.
 *
 * @param key the projection
 * @param mode when its handlers run
 * @param state what it is doing
 * @param position the position it has applied
 * @param failure what the last attempt failed with, or {@code null}
 */
public record ProjectionStatus(ProjectionKey key, ProjectionMode mode, ProjectionState state, Position position,
		@Nullable Throwable failure) {

	/**
	 * Describes the failure by its class and the first line of its message, and those of
	 * its root cause. Further lines are left out: they may quote rows of the database.
	 * @return the description, or {@code null} if there is no failure
	 */
	public @Nullable String failureDescription() {
		return (this.failure != null) ? FailureDescription.of(this.failure) : null;
	}

}
