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

/**
 * A projection on this node.
 */
sealed interface ProjectionRunner permits AsynchronousProjection, InTransactionProjection {

	void start();

	void beginStop();

	void awaitStop();

	ProjectionStatus status();

	void await(ConsistencyToken token, Duration timeout) throws InterruptedException;

	CompletableFuture<Void> awaitAsync(ConsistencyToken token, Duration timeout, Runnable verification);

	List<ParkedEvent> parked(int limit);

	FailureStatus failures();

	/**
	 * Returns the operations on the projection; empty if it runs in the transaction of
	 * the append.
	 */
	Optional<OperatedSubscription> operatedBy(Operator operator);

}
