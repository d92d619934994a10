package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.store.ConsistencyToken;

/**
 * A projection on this node.
 */
sealed interface ProjectionRunner permits AsynchronousProjection, InTransactionProjection {

	void start();

	void beginStop();

	void awaitStop();

	ProjectionStatus status();

	void await(ConsistencyToken token, Duration timeout) throws InterruptedException;

	void resume();

	void rebuild();

	void changeLanes(int lanes);

}
