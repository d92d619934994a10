package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.Registration;
import org.jspecify.annotations.Nullable;

/**
 * A projection that takes part in each append of this node. It is never behind, so there
 * is nothing to wait for.
 */
final class InTransactionProjection implements RunningProjection {

	private final ProjectionDefinition definition;

	private final EventStore store;

	private @Nullable Registration registration;

	InTransactionProjection(ProjectionDefinition definition, EventStore store) {
		this.definition = definition;
		this.store = store;
	}

	@Override
	public synchronized void start() {
		if (this.registration == null) {
			this.registration = this.store.onAppend(this.definition::handle);
		}
	}

	// It stays with the store: an append that went past it would leave it behind for
	// good.
	@Override
	public void beginStop() {
	}

	@Override
	public void awaitStop() {
	}

	@Override
	public ProjectionStatus status() {
		return new ProjectionStatus(this.definition.key(), ProjectionMode.IN_TRANSACTION, ProjectionState.RUNNING,
				Position.START, null);
	}

	@Override
	public void await(ConsistencyToken token, Duration timeout) {
	}

	@Override
	public void resume() {
	}

	@Override
	public void rebuild() {
		throw new IllegalStateException(
				"Projection %s runs in the append's transaction and cannot be rebuilt while appends go on"
					.formatted(this.definition.key()));
	}

}
