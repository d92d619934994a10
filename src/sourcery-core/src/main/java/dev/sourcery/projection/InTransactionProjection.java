package dev.sourcery.projection;

import java.util.List;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.OperatedSubscription;
import dev.sourcery.subscription.Operator;
import dev.sourcery.subscription.ParkedEvent;
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
	public ProjectionDefinition definition() {
		return this.definition;
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
	public ProjectionStatus status(VersionState versionState) {
		return new ProjectionStatus(ProjectionMode.IN_TRANSACTION,
				new SubscriptionStatus(this.definition.key(), SubscriptionState.RUNNING, Position.START, null),
				VersionState.LIVE, null);
	}

	@Override
	public List<ParkedEvent> parked(int limit) {
		return List.of();
	}

	@Override
	public FailureStatus failures() {
		return new FailureStatus(0, 0, null, 0);
	}

	@Override
	public Optional<OperatedSubscription> operatedBy(Operator operator) {
		return Optional.empty();
	}

	@Override
	public Optional<OperatedSubscription> rebuiltBy(Operator operator) {
		return Optional.empty();
	}

}
