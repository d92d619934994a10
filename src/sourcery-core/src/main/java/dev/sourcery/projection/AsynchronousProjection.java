package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.OperatedSubscription;
import dev.sourcery.subscription.Operator;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.SubscriptionRuntime;

/**
 * A projection that follows the store after its commits.
 */
final class AsynchronousProjection implements ProjectionRunner {

	private final ProjectionDefinition definition;

	private final SubscriptionRuntime runtime;

	private final RunningSubscription subscription;

	AsynchronousProjection(ProjectionDefinition definition, SubscriptionRuntime runtime) {
		this.definition = definition;
		this.runtime = runtime;
		this.subscription = new RunningSubscription(definition, runtime);
	}

	RunningSubscription subscription() {
		return this.subscription;
	}

	@Override
	public void start() {
		this.subscription.start();
	}

	@Override
	public void beginStop() {
		this.subscription.beginStop();
	}

	@Override
	public void awaitStop() {
		this.subscription.awaitStop();
	}

	@Override
	public ProjectionStatus status() {
		return new ProjectionStatus(ProjectionMode.ASYNCHRONOUS, this.subscription.status());
	}

	@Override
	public void await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		this.subscription.await(token, timeout);
	}

	@Override
	public CompletableFuture<Void> awaitAsync(ConsistencyToken token, Duration timeout, Runnable verification) {
		return this.subscription.awaitAsync(token, timeout, verification);
	}

	@Override
	public List<ParkedEvent> parked(int limit) {
		return this.subscription.parked(limit);
	}

	@Override
	public FailureStatus failures() {
		return this.subscription.failures();
	}

	@Override
	public Optional<OperatedSubscription> operatedBy(Operator operator) {
		return Optional.of(new OperatedSubscription(this.definition, this.subscription, this.runtime, operator));
	}

}
