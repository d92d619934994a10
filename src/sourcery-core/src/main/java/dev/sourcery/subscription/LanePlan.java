package dev.sourcery.subscription;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The lanes that a node claims and releases, so that the lanes are spread evenly over the
 * live nodes. All nodes compute it from the same stored state; of two nodes that claim
 * one lane, one is refused and computes a new plan. Nodes with more lanes than others
 * keep them when the number of lanes cannot be divided evenly, so that a plan that has
 * been carried out results in an empty one.
 *
 * @param claims the lanes to claim
 * @param releases the lanes to release
 */
record LanePlan(List<LaneKey> claims, List<LaneKey> releases) {

	/**
	 * Returns the plan of a node.
	 * @param lanes the stored lanes of the subscriptions that the node runs
	 * @param node the name of the node
	 * @param claimable whether the node can run a lane now
	 */
	static LanePlan of(Collection<LaneState> lanes, String node, Predicate<LaneKey> claimable) {
		LanePlan plan = new LanePlan(new ArrayList<>(), new ArrayList<>());
		// nodes of different releases run different subscriptions, and a lane may be
		// blocked
		// on some of the nodes
		Map<List<String>, List<LaneState>> groups = new LinkedHashMap<>();
		lanes.forEach((lane) -> groups.computeIfAbsent(lane.nodes(), (nodes) -> new ArrayList<>()).add(lane));
		groups.forEach((nodes, group) -> {
			if (nodes.contains(node)) {
				plan.add(group, node, quota(group, nodes, node), claimable);
			}
			else {
				// this node cannot run these lanes now; if others can, they should have
				// them
				plan.add(group, node, nodes.isEmpty() ? group.size() : 0, claimable);
			}
		});
		return plan;
	}

	/**
	 * Returns the number of lanes of a group that a node should have.
	 */
	private static int quota(List<LaneState> group, List<String> nodes, String node) {
		List<String> byLanes = new ArrayList<>(nodes);
		byLanes.sort(Comparator.<String>comparingLong((other) -> -owned(group, other))
			.thenComparing(Comparator.naturalOrder()));
		int share = group.size() / nodes.size();
		int rest = group.size() % nodes.size();
		return (byLanes.indexOf(node) < rest) ? share + 1 : share;
	}

	private static long owned(List<LaneState> group, String node) {
		return group.stream().filter((lane) -> lane.isOwnedBy(node) && !lane.isFree()).count();
	}

	private void add(List<LaneState> group, String node, int quota, Predicate<LaneKey> claimable) {
		List<LaneKey> owned = group.stream()
			.filter((lane) -> lane.isOwnedBy(node) && !lane.isFree())
			.map(LaneState::key)
			.toList();
		if (owned.size() >= quota) {
			this.releases.addAll(owned.subList(quota, owned.size()));
			return;
		}
		group.stream()
			.filter(LaneState::isFree)
			.map(LaneState::key)
			.filter(claimable)
			.limit(quota - owned.size())
			.forEach(this.claims::add);
	}

}
