package dev.sourcery.subscription;

/**
 * Proof that this node has claimed a lane.
 *
 * @since 0.1
 * @param lane the lane
 * @param token a number that increases with each claim of the lane, so that the
 * checkpoint rejects an owner that has lost the lane
 */
public record Fence(LaneKey lane, long token) {

}
