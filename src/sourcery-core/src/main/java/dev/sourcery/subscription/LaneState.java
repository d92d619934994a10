package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of a lane.
 *
 * @since 0.1
 * @param key the lane
 * @param lanes the number of lanes of the subscription
 * @param position the checkpoint of the lane
 * @param token the token of the last claim
 * @param owner the node with the last claim, or {@code null} if it was released
 * @param leased whether the lease of the last claim has not expired
 * @param stopAt the position at which the lane stops because the number of lanes is being
 * changed, or {@code null}
 * @param nodes the live nodes that can run the subscription, in order
 * @param paused whether the subscription is paused
 * @param resumes the number of times the lane was resumed
 * @param lease the time until the last claim expires, or {@code null} if it is not known
 * @param joined whether the appends apply the events, and no lane does
 */
public record LaneState(LaneKey key, int lanes, Position position, long token, @Nullable String owner, boolean leased,
		@Nullable Position stopAt, List<String> nodes, boolean paused, long resumes, @Nullable Duration lease,
		boolean joined) {

	/**
	 * Creates the state of a lane that was never paused or resumed.
	 * @param key the lane
	 * @param lanes the number of lanes of the subscription
	 * @param position the checkpoint of the lane
	 * @param token the token of the last claim
	 * @param owner the node with the last claim, or {@code null} if it was released
	 * @param leased whether the lease of the last claim has not expired
	 * @param stopAt the position at which the lane stops, or {@code null}
	 * @param nodes the live nodes that can run the subscription, in order
	 */
	public LaneState(LaneKey key, int lanes, Position position, long token, @Nullable String owner, boolean leased,
			@Nullable Position stopAt, List<String> nodes) {
		this(key, lanes, position, token, owner, leased, stopAt, nodes, false, 0, null, false);
	}

	/**
	 * Returns whether a node has the last claim of the lane. The claim may have expired;
	 * it remains valid until another node claims the lane.
	 * @param node the name of the node
	 * @return whether the node has the lane
	 */
	boolean isOwnedBy(String node) {
		return node.equals(this.owner);
	}

	/**
	 * Returns whether any node can claim the lane.
	 */
	boolean isFree() {
		return this.owner == null || !this.leased;
	}

	/**
	 * Returns whether nodes may claim the lane.
	 */
	boolean isRunnable() {
		return !this.paused && !this.joined;
	}

	Fence fence() {
		return new Fence(this.key, this.lanes, this.token);
	}

	/**
	 * Returns whether the lane has reached the position at which it stops.
	 */
	boolean hasStopped() {
		// beyond it: a node of an earlier release does not know of the stop
		return this.stopAt != null && !this.stopAt.isAfter(this.position);
	}

}
