package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RetriedEvents;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionStatus;
import dev.sourcery.tail.AppendHooks;
import org.jspecify.annotations.Nullable;

/**
 * A projection that takes part in each append of this node. It is never behind, so
 * waiting is not necessary.
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

	// The listener remains registered: an append that it does not receive would leave the
	// projection permanently behind.
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
	public CompletableFuture<Void> awaitAsync(ConsistencyToken token, Duration timeout, Runnable verification) {
		return CompletableFuture.runAsync(verification);
	}

	@Override
	public void resume() {
	}

	@Override
	public void changeLanes(int lanes) {
		throw new IllegalStateException(
				"Projection %s runs in the append's transaction and has no lanes".formatted(this.definition.key()));
	}

	@Override
	public List<ParkedEvent> parked(int limit) {
		return List.of();
	}

	@Override
	public RetriedEvents retryParked(@Nullable String key) {
		return new RetriedEvents(0, List.of());
	}

	@Override
	public int discardParked(@Nullable String key) {
		return 0;
	}

	@Override
	public FailureStatus failures() {
		return new FailureStatus(0, 0, null, 0);
	}

	@Override
	public void rebuild() {
		throw new IllegalStateException(
				"Projection %s runs in the append's transaction and cannot be rebuilt while appends continue"
					.formatted(this.definition.key()));
	}

}
