package dev.sourcery.subscription;

import dev.sourcery.event.Position;

/**
 * A position that a lane of this node has reached beyond its checkpoint, after events
 * without a handler. Valid while the checkpoint and the claim are the same.
 *
 * @since 0.1
 * @param lane the lane
 * @param token the token of the claim
 * @param stored the checkpoint from which the position was reached
 * @param position the position
 */
public record ReachedPosition(LaneKey lane, long token, Position stored, Position position) {

}
