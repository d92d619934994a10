package dev.sourcery.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.AdvanceOutcome;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.tail.ServerIncarnation;

/**
 * Checkpoints in memory, for tests. A projection with a blocked handler holds only its
 * own checkpoint. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryCheckpoints implements Checkpoints {

	private final Map<LaneKey, Position> positions = new ConcurrentHashMap<>();

	private final Map<LaneKey, ReentrantLock> locks = new ConcurrentHashMap<>();

	/**
	 * Creates an empty set of checkpoints.
	 */
	public InMemoryCheckpoints() {
	}

	@Override
	public Position loadOrCreate(LaneKey lane) {
		return this.positions.computeIfAbsent(lane, (absent) -> Position.START);
	}

	@Override
	public Position position(LaneKey lane) {
		return this.positions.getOrDefault(lane, Position.START);
	}

	@Override
	public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
			Runnable handlers) {
		LaneKey lane = fence.lane();
		ReentrantLock lock = lockOf(lane);
		if (!lock.tryLock()) {
			return new AdvanceOutcome.Held();
		}
		try {
			Position stored = loadOrCreate(lane);
			if (!stored.equals(from)) {
				return new AdvanceOutcome.Behind(stored);
			}
			handlers.run();
			this.positions.put(lane, to);
			return new AdvanceOutcome.Advanced();
		}
		finally {
			lock.unlock();
		}
	}

	private ReentrantLock lockOf(LaneKey key) {
		return this.locks.computeIfAbsent(key, (absent) -> new ReentrantLock());
	}

	@Override
	public void reset(SubscriptionKey subscription, Runnable emptying) {
		List<LaneKey> lanes = this.positions.keySet()
			.stream()
			.filter((lane) -> lane.subscription().equals(subscription))
			.sorted(Comparator.comparingInt(LaneKey::number))
			.toList();
		lanes.forEach((lane) -> lockOf(lane).lock());
		try {
			emptying.run();
			lanes.forEach((lane) -> this.positions.put(lane, Position.START));
		}
		finally {
			lanes.forEach((lane) -> lockOf(lane).unlock());
		}
	}

}
