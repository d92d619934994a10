package dev.sourcery.subscription;

import dev.sourcery.event.Position;

/**
 * The checkpoint of a lane, and the token of the last claim of the lane.
 *
 * @since 0.1
 * @param position the position
 * @param token the token of the last claim, 0 if lanes are not claimed
 */
public record ClaimedPosition(Position position, long token) {

}
