package dev.sourcery.subscription;

import java.util.Set;

/**
 * The operations of one operator on a version of a subscription, which need not be in the
 * code of this node. Thread-safe.
 *
 * @since 0.1
 */
public final class OperatedVersion {

	private final SubscriptionKey version;

	private final SubscriptionRuntime runtime;

	private final Operator operator;

	private final RecordedFailures failures;

	/**
	 * Creates an instance.
	 * @param version the version
	 * @param runtime the runtime of this node
	 * @param operator the operator
	 */
	public OperatedVersion(SubscriptionKey version, SubscriptionRuntime runtime, Operator operator) {
		this.version = version;
		this.runtime = runtime;
		this.operator = operator;
		this.failures = new RecordedFailures(runtime.checkpoints().operator());
	}

	/**
	 * Makes the version live, also if it is less than the live version.
	 * @param eventTypes the event types that the version handles; empty if it handles all
	 * types
	 * @throws OperationRefusedException if it has not caught up, or events of it are
	 * parked
	 */
	public void takeOver(Set<String> eventTypes) {
		Operation takeOver = operation(OperationKind.TAKE_OVER);
		this.failures.run(takeOver, () -> {
			switch (takeOver(takeOver, eventTypes, false)) {
				case TAKEN_OVER -> {
					// recorded in the transaction
				}
				case NOT_NEEDED ->
					this.runtime.checkpoints().operator().recordSeparately(takeOver, "done: was live already");
				case BEHIND -> throw new OperationRefusedException(this.version,
						"%s has not caught up".formatted(this.version), "Retry when it has applied all events.", null);
				case PARKED -> throw new OperationRefusedException(this.version,
						"%s has parked events".formatted(this.version), "Retry or discard them first.", null);
			}
		});
	}

	/**
	 * Makes the version live if it is greater than the live version and has caught up.
	 * Recorded only if it succeeds.
	 * @param eventTypes the event types that the version handles; empty if it handles all
	 * types
	 * @return the outcome
	 */
	public TakeOver.Outcome tryTakeOver(Set<String> eventTypes) {
		return takeOver(operation(OperationKind.TAKE_OVER), eventTypes, true);
	}

	private TakeOver.Outcome takeOver(Operation operation, Set<String> eventTypes, boolean forward) {
		return this.runtime.versions()
			.takeOver(new TakeOver(this.version, eventTypes, this.runtime.source().tail().settledPosition().position(),
					forward), operation);
	}

	/**
	 * Removes the checkpoints, the parked events and the owner of the version.
	 * @throws OperationRefusedException if the version is live, is not stored, or a node
	 * runs it
	 */
	public void drop() {
		Operation drop = operation(OperationKind.DROP);
		this.failures.run(drop, () -> this.runtime.versions().drop(drop));
	}

	/**
	 * Removes the version as {@link #drop()} does, but records the operation only if it
	 * succeeds.
	 * @throws OperationRefusedException if the version is live, is not stored, or a node
	 * runs it
	 */
	public void tryDrop() {
		this.runtime.versions().drop(operation(OperationKind.DROP));
	}

	private Operation operation(OperationKind kind) {
		return new Operation(this.version, kind, this.operator, this.runtime.coordinator().node(), null);
	}

}
