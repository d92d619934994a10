package dev.sourcery.subscription;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.TakeOver.Outcome;

/**
 * Versions of one node, in memory. A version takes over when its checkpoint has reached
 * that of the live version and is near the settled position. Thread-safe.
 */
final class LocalVersions implements SubscriptionVersions {

	// checkpoints are moved over events without a handler from time to time
	private static final long MAX_BEHIND = 1000;

	private final Checkpoints checkpoints;

	private final Map<String, Integer> live = new HashMap<>();

	private final Map<String, NavigableSet<Integer>> stored = new HashMap<>();

	LocalVersions(Checkpoints checkpoints) {
		this.checkpoints = checkpoints;
	}

	@Override
	public synchronized void register(SubscriptionKey version) {
		this.live.putIfAbsent(version.name(), version.version());
		this.stored.computeIfAbsent(version.name(), (name) -> new TreeSet<>()).add(version.version());
	}

	@Override
	public synchronized Map<String, Integer> live(Collection<String> names) {
		Map<String, Integer> found = new HashMap<>(this.live);
		found.keySet().retainAll(names);
		return found;
	}

	@Override
	public VersionPositions positions(SubscriptionKey version, int lanes) {
		List<ClaimedPosition> positions = this.checkpoints.positions(version, lanes);
		synchronized (this) {
			return new VersionPositions(positions, this.live.getOrDefault(version.name(), version.version()));
		}
	}

	@Override
	public synchronized Outcome takeOver(TakeOver takeOver, Operation operation) {
		SubscriptionKey version = takeOver.version();
		int current = this.live.getOrDefault(version.name(), version.version());
		if (current == version.version() || (takeOver.forward() && current > version.version())) {
			return Outcome.NOT_NEEDED;
		}
		if (position(version).value() < Math.max(takeOver.settled().value() - MAX_BEHIND,
				position(new SubscriptionKey(version.name(), current)).value())) {
			return Outcome.BEHIND;
		}
		if (this.checkpoints.parkedEvents().status(version).parkedEvents() > 0) {
			return Outcome.PARKED;
		}
		this.live.put(version.name(), version.version());
		return Outcome.TAKEN_OVER;
	}

	private Position position(SubscriptionKey version) {
		return this.checkpoints.positions(version, 1).get(0).position();
	}

	@Override
	public synchronized List<Integer> stored(String name) {
		return List.copyOf(this.stored.getOrDefault(name, new TreeSet<>()));
	}

	@Override
	public synchronized void drop(Operation operation) {
		SubscriptionKey version = operation.subscription();
		if (this.live.getOrDefault(version.name(), 0) == version.version()) {
			throw new OperationRefusedException(version, "%s is live and cannot be dropped".formatted(version),
					"Drop it when another version has taken over.", null);
		}
		this.stored.getOrDefault(version.name(), new TreeSet<>()).remove(version.version());
		this.checkpoints.reset(version, () -> {
		});
	}

}
