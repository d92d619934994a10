package dev.sourcery.subscription;

import java.util.Optional;

/**
 * Assigns lanes to nodes. Implementations are thread-safe.
 */
public interface Lanes {

	/**
	 * Claims a lane for this node.
	 * @param lane the lane
	 * @return the fence of the claim; empty if another node has claimed the lane
	 */
	Optional<Fence> claim(LaneKey lane);

	/**
	 * Keeps a claim.
	 * @param fence the fence of the claim
	 * @return whether this node still has the lane
	 */
	boolean renew(Fence fence);

	/**
	 * Gives a claim up.
	 * @param fence the fence of the claim
	 */
	void release(Fence fence);

	/**
	 * Lanes that every node may work on: each batch is decided by the lock on the
	 * checkpoint.
	 * @return the lanes
	 */
	static Lanes shared() {
		return new SharedLanes();
	}

}
