package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RetriedEvents;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.SubscriptionRuntime;
import org.jspecify.annotations.Nullable;

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
	public CompletableFuture<Void> awaitAsync(ConsistencyToken token, Duration timeout, Runnable verification) {
		return this.subscription.awaitAsync(token, timeout, verification);
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
	public List<ParkedEvent> parked(int limit) {
		return this.subscription.parked(limit);
	}

	@Override
	public RetriedEvents retryParked(@Nullable String key) {
		return this.subscription.retryParked(key);
	}

	@Override
	public int discardParked(@Nullable String key) {
		return this.subscription.discardParked(key);
	}

	@Override
	public FailureStatus failures() {
		return this.subscription.failures();
	}

	@Override
	public void rebuild() {
		this.subscription.rebuild();
	}

}
