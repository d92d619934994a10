package dev.sourcery.subscription;

/**
 * Proof that this node has claimed a lane.
 *
 * @since 0.1
 * @param lane the lane
 * @param lanes the number of lanes of the subscription at the time of the claim, on which
 * the events of the lane depend
 * @param token a number that increases with each claim of the lane, so that the
 * checkpoint rejects an owner that has lost the lane
 */
public record Fence(LaneKey lane, int lanes, long token) {

}
