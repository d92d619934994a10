package dev.sourcery.projection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.sourcery.event.Position;
import dev.sourcery.store.ServerIncarnation;

/**
 * Checkpoints in memory, for tests. A projection whose handler hangs holds its own
 * checkpoint and no other. Thread-safe.
 */
public final class InMemoryCheckpoints implements Checkpoints {

	private final Map<ProjectionKey, Position> positions = new ConcurrentHashMap<>();

	private final Map<ProjectionKey, ReentrantLock> locks = new ConcurrentHashMap<>();

	/**
	 * Creates an empty set of checkpoints.
	 */
	public InMemoryCheckpoints() {
	}

	@Override
	public Position load(ProjectionKey key) {
		return this.positions.getOrDefault(key, Position.START);
	}

	@Override
	public boolean advance(ProjectionKey key, Position from, Position to, ServerIncarnation incarnation,
			Runnable handlers) {
		ReentrantLock lock = lockOf(key);
		if (!lock.tryLock()) {
			return false;
		}
		try {
			if (!load(key).equals(from)) {
				return false;
			}
			handlers.run();
			this.positions.put(key, to);
			return true;
		}
		finally {
			lock.unlock();
		}
	}

	private ReentrantLock lockOf(ProjectionKey key) {
		return this.locks.computeIfAbsent(key, (absent) -> new ReentrantLock());
	}

	@Override
	public void reset(ProjectionKey key, Runnable emptying) {
		ReentrantLock lock = lockOf(key);
		lock.lock();
		try {
			emptying.run();
			this.positions.put(key, Position.START);
		}
		finally {
			lock.unlock();
		}
	}

}
