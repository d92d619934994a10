package dev.sourcery.subscription;

import java.time.Duration;
import java.time.Instant;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of a lane, for operators.
 *
 * @since 0.1
 * @param number the number of the lane, from 0
 * @param position the checkpoint
 * @param movedAt the time at which the checkpoint was moved last
 * @param token the token of the last claim
 * @param owner the node that has claimed the lane, or {@code null}
 * @param lease the time until the claim expires, negative if it has expired, or
 * {@code null} if the lane is not claimed
 * @param paused whether the lane is paused
 * @param failing the event that fails, or {@code null}
 * @param skippedEvents the number of events that were skipped
 * @param stopAt the position at which the lane stops because the number of lanes is being
 * changed, or {@code null}
 */
public record StoredLane(int number, Position position, Instant movedAt, long token, @Nullable String owner,
		@Nullable Duration lease, boolean paused, @Nullable FailingEvent failing, long skippedEvents,
		@Nullable Position stopAt) {

	/**
	 * An event that fails.
	 *
	 * @param position the position of the event
	 * @param since the time of the first failure
	 * @param attempts the number of failed attempts, on all nodes
	 * @param failure a description of the last failure, without data of the event, or
	 * {@code null} if it is not known
	 */
	public record FailingEvent(Position position, Instant since, int attempts, @Nullable String failure) {

	}

}
