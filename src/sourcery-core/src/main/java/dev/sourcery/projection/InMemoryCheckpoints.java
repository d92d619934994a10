package dev.sourcery.projection;

import java.util.HashMap;
import java.util.Map;

import dev.sourcery.event.Position;
import dev.sourcery.store.ServerIncarnation;

/**
 * Checkpoints in memory, for tests. Thread-safe.
 */
public final class InMemoryCheckpoints implements Checkpoints {

	private final Map<ProjectionKey, Position> positions = new HashMap<>();

	/**
	 * Creates an empty set of checkpoints.
	 */
	public InMemoryCheckpoints() {
	}

	@Override
	public synchronized Position load(ProjectionKey key) {
		return this.positions.getOrDefault(key, Position.START);
	}

	@Override
	public synchronized boolean advance(ProjectionKey key, Position from, Position to, ServerIncarnation incarnation,
			Runnable handlers) {
		if (!load(key).equals(from)) {
			return false;
		}
		handlers.run();
		this.positions.put(key, to);
		return true;
	}

	@Override
	public synchronized void reset(ProjectionKey key, Runnable emptying) {
		emptying.run();
		this.positions.put(key, Position.START);
	}

}
