package dev.sourcery.subscription;

import dev.sourcery.event.Position;

/**
 * The checkpoint of a lane, and the token of the last claim of the lane.
 *
 * @since 0.1
 * @param position the position
 * @param token the token of the last claim, 0 if lanes are not claimed
 * @param paused whether the subscription is paused
 */
public record ClaimedPosition(Position position, long token, boolean paused) {

	/**
	 * Creates the checkpoint of a lane that is not paused.
	 * @param position the position
	 * @param token the token of the last claim, 0 if lanes are not claimed
	 */
	public ClaimedPosition(Position position, long token) {
		this(position, token, false);
	}

}
