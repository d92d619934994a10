package dev.sourcery.projection;

import java.util.List;
import java.util.Optional;

import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.OperatedSubscription;
import dev.sourcery.subscription.Operator;
import dev.sourcery.subscription.ParkedEvent;

/**
 * A version of a projection on this node.
 */
sealed interface ProjectionRunner permits AsynchronousProjection, InTransactionProjection {

	ProjectionDefinition definition();

	void start();

	void beginStop();

	void awaitStop();

	ProjectionStatus status(VersionState versionState);

	List<ParkedEvent> parked(int limit);

	FailureStatus failures();

	/**
	 * Returns the operations on the projection; empty if it runs in the transaction of
	 * the append.
	 */
	Optional<OperatedSubscription> operatedBy(Operator operator);

	/**
	 * Returns the operations of which a rebuild is possible, also while the appends apply
	 * the events; empty if no lanes could.
	 */
	Optional<OperatedSubscription> rebuiltBy(Operator operator);

}
