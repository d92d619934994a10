package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import dev.sourcery.event.Position;

/**
 * Detects that no node runs the lanes that a caller waits for: they have neither an owner
 * nor a node that could claim them, do not move, and are not held by a batch. Looks at
 * the lanes at an interval. For one thread.
 */
final class RunningNodes {

	private static final long INTERVAL = Duration.ofMillis(500).toNanos();

	private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(2);

	private final LaneLooks lanes;

	private final Position wanted;

	// a node that is started again needs some time; a node of an earlier release is not
	// registered, but moves the checkpoint
	private final long patience;

	private long checkedAt = System.nanoTime();

	private long missingSince = this.checkedAt;

	private Map<LaneKey, Position> missing = Map.of();

	/**
	 * Creates an instance.
	 * @param wanted the position that the lanes must reach
	 * @param lease the time for which lanes may be without a node
	 */
	RunningNodes(LaneLooks lanes, Position wanted, Duration lease) {
		this.patience = ((lease.compareTo(SHORTEST_PATIENCE) > 0) ? lease : SHORTEST_PATIENCE).toNanos();
		this.lanes = lanes;
		this.wanted = wanted;
	}

	/**
	 * Returns whether no node has run a lane for the duration of a lease.
	 */
	boolean areMissing() {
		long now = System.nanoTime();
		if (now - this.checkedAt < INTERVAL) {
			return false;
		}
		this.checkedAt = now;
		Map<LaneKey, Position> found = find();
		if (found.isEmpty() || !found.equals(this.missing)) {
			this.missing = found;
			this.missingSince = now;
		}
		if (found.isEmpty() || now - this.missingSince < this.patience) {
			return false;
		}
		// a batch that takes longer than the lease
		if (found.keySet().stream().anyMatch(this.lanes::isHeld)) {
			this.missingSince = now;
			return false;
		}
		return true;
	}

	private Map<LaneKey, Position> find() {
		return this.lanes.find()
			.stream()
			.filter((lane) -> lane.nodes().isEmpty() && lane.isFree() && this.wanted.isAfter(lane.position()))
			.collect(Collectors.toMap(LaneState::key, LaneState::position));
	}

}
