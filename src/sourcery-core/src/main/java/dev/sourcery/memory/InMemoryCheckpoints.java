package dev.sourcery.memory;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.AdvanceOutcome;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.Failing;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.ParkedEvents;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionVersions;
import dev.sourcery.tail.ServerIncarnation;

/**
 * Checkpoints in memory, for tests. A projection with a blocked handler holds only its
 * own checkpoint. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryCheckpoints implements Checkpoints {

	private final Map<LaneKey, Position> positions = new ConcurrentHashMap<>();

	private final Map<LaneKey, FailingEvent> failing = new ConcurrentHashMap<>();

	private final InMemoryParkedEvents parked = new InMemoryParkedEvents();

	private final SubscriptionVersions versions = SubscriptionVersions.local(this);

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
	public Failing failing(Fence fence, Position position) {
		FailingEvent event = this.failing.compute(fence.lane(),
				(lane, before) -> (before != null && before.position().equals(position)) ? before.again()
						: new FailingEvent(position, 1, System.nanoTime()));
		return new Failing(event.attempts(), Duration.ofNanos(System.nanoTime() - event.since()));
	}

	@Override
	public void skipped(Fence fence) {
		this.parked.skipped(fence.lane().subscription());
	}

	@Override
	public ParkedEvents parkedEvents() {
		return this.parked;
	}

	@Override
	public SubscriptionVersions versions() {
		return this.versions;
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
			this.parked.discard(subscription, null);
			lanes.forEach((lane) -> this.positions.put(lane, Position.START));
		}
		finally {
			lanes.forEach((lane) -> lockOf(lane).unlock());
		}
	}

	/**
	 * An event that fails.
	 */
	private record FailingEvent(Position position, int attempts, long since) {

		FailingEvent again() {
			return new FailingEvent(this.position, this.attempts + 1, this.since);
		}

	}

}
