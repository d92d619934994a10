package dev.sourcery.projection;

import dev.sourcery.subscription.FailureAction;
import org.jspecify.annotations.Nullable;

/**
 * The options of a projection that may differ between environments.
 *
 * @since 0.1
 * @param lanes the number of lanes
 * @param onFailure the action for an event that keeps failing
 * @param batchSize maximum number of events in one transaction; 0 means the number that
 * is configured for all projections
 * @param dropPrevious whether the checkpoints of versions before the live one are dropped
 * when no node runs them any more
 * @param asynchronousCommit whether batches commit without waiting for the disk, or
 * {@code null} if this is as configured for all projections
 * @param mode the mode, which determines when the handlers run
 */
public record ProjectionOptions(int lanes, FailureAction onFailure, int batchSize, boolean dropPrevious,
		@Nullable Boolean asynchronousCommit, ProjectionMode mode) {

	static ProjectionOptions of(Projection annotation) {
		return new ProjectionOptions(annotation.lanes(), annotation.onFailure(), annotation.batchSize(), false, null,
				annotation.mode());
	}

}
