package dev.sourcery.subscription;

import java.util.List;

/**
 * The checkpoints of one version of a subscription, and the live version in the same
 * moment.
 *
 * @since 0.1
 * @param lanes the checkpoints, in the order of the lanes
 * @param live the live version
 */
public record VersionPositions(List<ClaimedPosition> lanes, int live) {

}
