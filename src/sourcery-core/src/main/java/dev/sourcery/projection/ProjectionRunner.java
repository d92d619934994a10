package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RetriedEvents;
import org.jspecify.annotations.Nullable;

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

	void resume();

	void rebuild();

	void changeLanes(int lanes);

	List<ParkedEvent> parked(int limit);

	RetriedEvents retryParked(@Nullable String key);

	int discardParked(@Nullable String key);

	FailureStatus failures();

}
