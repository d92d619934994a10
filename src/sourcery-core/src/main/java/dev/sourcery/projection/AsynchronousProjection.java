package dev.sourcery.projection;

import java.util.List;
import java.util.Optional;

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

	private final CatchUp catchUp = new CatchUp();

	AsynchronousProjection(ProjectionDefinition definition, SubscriptionRuntime runtime) {
		this.definition = definition;
		this.runtime = runtime;
		this.subscription = new RunningSubscription(definition, runtime);
	}

	@Override
	public ProjectionDefinition definition() {
		return this.definition;
	}

	RunningSubscription subscription() {
		return this.subscription;
	}

	CatchUp catchUp() {
		return this.catchUp;
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
	public ProjectionStatus status(VersionState versionState) {
		return new ProjectionStatus(ProjectionMode.ASYNCHRONOUS, this.subscription.status(), versionState,
				this.catchUp.progress());
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
