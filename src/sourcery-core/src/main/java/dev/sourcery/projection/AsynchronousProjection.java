package dev.sourcery.projection;

import java.util.List;
import java.util.Optional;

import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.OperatedSubscription;
import dev.sourcery.subscription.Operator;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.StoredMode;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionStatus;

/**
 * A projection that follows the store after its commits, unless the appends apply its
 * events according to the database.
 */
final class AsynchronousProjection implements ProjectionRunner {

	private final ProjectionDefinition definition;

	private final SubscriptionRuntime runtime;

	private final RunningSubscription subscription;

	private final CatchUp catchUp = new CatchUp();

	// whether the appends apply the events, as read last
	private volatile boolean joined;

	AsynchronousProjection(ProjectionDefinition definition, SubscriptionRuntime runtime) {
		this.definition = definition;
		this.joined = definition.mode() == ProjectionMode.IN_TRANSACTION;
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

	/**
	 * Returns whether the appends apply the events, as this node has read it last.
	 */
	boolean isJoined() {
		return this.joined;
	}

	void joined(boolean nowJoined) {
		this.joined = nowJoined;
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
		SubscriptionStatus status = this.subscription.status();
		return isJoined()
				? new ProjectionStatus(ProjectionMode.IN_TRANSACTION,
						new SubscriptionStatus(status.key(), SubscriptionState.RUNNING, status.position(), null),
						versionState, null)
				: new ProjectionStatus(ProjectionMode.ASYNCHRONOUS, status, versionState, this.catchUp.progress());
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
		return isJoinedNow() ? Optional.empty() : rebuiltBy(operator);
	}

	// on any node, since then
	private boolean isJoinedNow() {
		return this.runtime.modes()
			.flatMap((modes) -> modes.find(List.of(this.definition.key().name()))
				.stream()
				.filter((mode) -> mode.key().equals(this.definition.key()))
				.findFirst())
			.map(StoredMode::inTransaction)
			.orElseGet(this::isJoined);
	}

	@Override
	public Optional<OperatedSubscription> rebuiltBy(Operator operator) {
		return Optional.of(new OperatedSubscription(this.definition, this.subscription, this.runtime, operator));
	}

}
