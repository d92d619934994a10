package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.SubscriptionRuntime;

/**
 * A projection that follows the store after its commits.
 */
final class AsynchronousProjection implements ProjectionRunner {

	private final RunningSubscription subscription;

	AsynchronousProjection(ProjectionDefinition definition, SubscriptionRuntime runtime) {
		this.subscription = new RunningSubscription(definition, runtime);
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
	public void resume() {
		this.subscription.resume();
	}

	@Override
	public void changeLanes(int lanes) {
		this.subscription.changeLanes(lanes);
	}

	@Override
	public void rebuild() {
		this.subscription.rebuild();
	}

}
