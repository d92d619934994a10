package dev.sourcery.subscription;

import java.util.Optional;

/**
 * Assigns lanes to nodes. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface Lanes {

	/**
	 * Claims a lane for this node.
	 * @param lane the lane
	 * @return the fence of the claim; empty if another node has claimed the lane
	 */
	Optional<Fence> claim(LaneKey lane);

	/**
	 * Renews a claim.
	 * @param fence the fence of the claim
	 * @return whether this node still has the lane
	 */
	boolean renew(Fence fence);

	/**
	 * Releases a claim.
	 * @param fence the fence of the claim
	 */
	void release(Fence fence);

	/**
	 * Returns lanes that all nodes may process: for each batch, the lock on the
	 * checkpoint decides which node runs it.
	 * @return the lanes
	 */
	static Lanes shared() {
		return new SharedLanes();
	}

}
