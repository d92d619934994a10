package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionStatus;
import dev.sourcery.tail.AppendHooks;
import org.jspecify.annotations.Nullable;

/**
 * A projection that takes part in each append of this node. It is never behind, so there
 * is nothing to wait for.
 */
final class InTransactionProjection implements ProjectionRunner {

	private final ProjectionDefinition definition;

	private final AppendHooks hooks;

	private @Nullable ListenerHandle listener;

	InTransactionProjection(ProjectionDefinition definition, AppendHooks hooks) {
		this.definition = definition;
		this.hooks = hooks;
	}

	@Override
	public synchronized void start() {
		if (this.listener == null) {
			this.listener = this.hooks.onAppend(this.definition::handle);
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
		return new ProjectionStatus(ProjectionMode.IN_TRANSACTION,
				new SubscriptionStatus(this.definition.key(), SubscriptionState.RUNNING, Position.START, null));
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
