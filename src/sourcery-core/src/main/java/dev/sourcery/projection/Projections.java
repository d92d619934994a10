package dev.sourcery.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.ConnectionUse;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RetriedEvents;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.EventTail;

/**
 * Starts, stops, monitors and awaits the projections of this node. Thread-safe.
 *
 * @since 0.1
 */
public final class Projections {

	private final Map<String, ProjectionRunner> projections = new LinkedHashMap<>();

	private final EventStore store;

	private final SubscriptionRuntime runtime;

	/**
	 * Creates the projections. Asynchronous projections start with {@link #start()},
	 * projections in the transaction of the append start immediately.
	 * @param definitions the projections
	 * @param store the store that the events are read from
	 * @param checkpoints stores checkpoints
	 * @param settings the settings of asynchronous projections
	 * @throws IllegalArgumentException if two projections have the same name, or the
	 * store does not implement {@link EventTail} and {@link AppendHooks}
	 */
	public Projections(Collection<ProjectionDefinition> definitions, EventStore store, Checkpoints checkpoints,
			SubscriptionSettings settings) {
		this(definitions, new SubscriptionRuntime(EventSource.of(store), checkpoints, settings));
	}

	/**
	 * Creates the projections. Asynchronous projections start with {@link #start()},
	 * projections in the transaction of the append start immediately.
	 * @param definitions the projections
	 * @param runtime the runtime that asynchronous projections share
	 * @throws IllegalArgumentException if two projections have the same name
	 */
	public Projections(Collection<ProjectionDefinition> definitions, SubscriptionRuntime runtime) {
		this.runtime = runtime;
		this.store = runtime.source().store();
		for (ProjectionDefinition definition : definitions) {
			ProjectionRunner projection = switch (definition.mode()) {
				case ASYNCHRONOUS -> new AsynchronousProjection(definition, runtime);
				case IN_TRANSACTION -> new InTransactionProjection(definition, runtime.source().hooks());
			};
			if (this.projections.putIfAbsent(definition.key().name(), projection) != null) {
				throw new IllegalArgumentException(
						"Two projections are named '%s'. Give one of them another name in @Projection."
							.formatted(definition.key().name()));
			}
			if (projection instanceof InTransactionProjection joining) {
				joining.start();
			}
		}
	}

	/**
	 * Starts all projections that are not running.
	 * @throws IllegalStateException if a projection was stopped, but a handler has not
	 * returned yet
	 */
	public void start() {
		this.projections.values().forEach(ProjectionRunner::start);
	}

	/**
	 * Stops the asynchronous projections: batches in progress are finished, within the
	 * stop timeout of the settings.
	 */
	public void stop() {
		this.projections.values().forEach(ProjectionRunner::beginStop);
		this.projections.values().forEach(ProjectionRunner::awaitStop);
	}

	/**
	 * Returns the status of each projection on this node.
	 * @return the status of the projections, in the order of their registration
	 */
	public List<ProjectionStatus> status() {
		return this.projections.values().stream().map(ProjectionRunner::status).toList();
	}

	/**
	 * Returns the status of one projection on this node.
	 * @param name the name of the projection
	 * @return the status
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public ProjectionStatus status(String name) {
		return projection(name).status();
	}

	/**
	 * Returns how many lanes of this node use a database connection, and how many wait
	 * because the maximum is used.
	 * @return the use of connections
	 */
	public ConnectionUse connectionUse() {
		return this.runtime.connectionUse();
	}

	/**
	 * Waits until a projection has applied a write, including one it does not handle, on
	 * this node or another: the stored checkpoint is decisive.
	 * @param name the name of the projection
	 * @param token the token of the write
	 * @param timeout maximum time to wait
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * projection is blocked, failed or stopped
	 * @throws UnknownTokenException if the token does not belong to this store
	 * @throws LostWriteException if the database has lost the write
	 * @throws InterruptedException if the thread is interrupted
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public void await(String name, ConsistencyToken token, Duration timeout) throws InterruptedException {
		ProjectionRunner projection = projection(name);
		this.store.verify(token);
		projection.await(token, timeout);
		// a projection that reached the position in another epoch has applied another
		// event
		this.store.verify(token);
	}

	/**
	 * Waits as {@link #await} does, without blocking the caller: one thread waits for all
	 * callers of a projection.
	 * @param name the name of the projection
	 * @param token the token of the write
	 * @param timeout maximum time to wait
	 * @return the future, which is completed by a thread of the common pool; it fails
	 * with one of the exceptions that {@link #await} throws
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public CompletableFuture<Void> awaitAsync(String name, ConsistencyToken token, Duration timeout) {
		return projection(name).awaitAsync(token, timeout, () -> this.store.verify(token));
	}

	/**
	 * Waits until all projections have applied the writes that were committed before this
	 * call.
	 * @param timeout maximum time to wait for all of them
	 * @throws SubscriptionUnavailableException if the timeout has passed, or a projection
	 * is blocked, failed or stopped
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitAll(Duration timeout) throws InterruptedException {
		ConsistencyToken token = this.store.currentToken();
		long end = System.nanoTime() + timeout.toNanos();
		for (ProjectionRunner projection : this.projections.values()) {
			projection.await(token, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
		}
	}

	/**
	 * Changes the number of lanes of a projection, on all nodes and while they run: each
	 * lane continues to one position, and the new lanes start there. Returns before that
	 * has happened. The number remains until a node starts with a configured number that
	 * differs from the one configured before.
	 * @param name the name of the projection
	 * @param lanes the number of lanes, from 1
	 * @throws IllegalArgumentException if there is no such projection, or the number is
	 * not positive
	 * @throws IllegalStateException if the projection runs in the transaction of the
	 * append
	 */
	public void changeLanes(String name, int lanes) {
		projection(name).changeLanes(lanes);
	}

	/**
	 * Returns the parked events of a projection, in the order of their positions.
	 * @param name the name of the projection
	 * @param limit maximum number of events
	 * @return the events
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public List<ParkedEvent> parked(String name, int limit) {
		return projection(name).parked(limit);
	}

	/**
	 * Handles the parked events of a projection again, on the calling thread and with the
	 * handlers of this node: the events of each key in their order, each in a transaction
	 * of its own. A key is retried up to its first event that fails; a key without
	 * further parked events is handled as before.
	 * @param name the name of the projection
	 * @return the number of events that were handled, and the events that failed
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public RetriedEvents retryParked(String name) {
		return projection(name).retryParked(null);
	}

	/**
	 * Handles the parked events of one key again, as {@link #retryParked(String)} does.
	 * @param name the name of the projection
	 * @param key the key: the stream, unless the projection has keys of its own
	 * @return the number of events that were handled, and the event that failed
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public RetriedEvents retryParked(String name, String key) {
		return projection(name).retryParked(key);
	}

	/**
	 * Removes all parked events of a projection without handling them. Later events of
	 * their keys are handled again, so the read model lacks the removed ones.
	 * @param name the name of the projection
	 * @return the number of events
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public int discardParked(String name) {
		return projection(name).discardParked(null);
	}

	/**
	 * Removes the parked events of one key, as {@link #discardParked(String)} does.
	 * @param name the name of the projection
	 * @param key the key: the stream, unless the projection has keys of its own
	 * @return the number of events
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public int discardParked(String name, String key) {
		return projection(name).discardParked(key);
	}

	/**
	 * Returns the number of parked and skipped events of a projection, on all nodes.
	 * @param name the name of the projection
	 * @return the numbers
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public FailureStatus failures(String name) {
		return projection(name).failures();
	}

	/**
	 * Retries the blocked batch of a projection.
	 * @param name the name of the projection
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public void resume(String name) {
		projection(name).resume();
	}

	/**
	 * Empties the read model of a projection with its {@link ResetHandler @ResetHandler}
	 * and restarts it from the first event. A batch in progress is finished first; other
	 * nodes follow.
	 * @param name the name of the projection
	 * @throws IllegalArgumentException if there is no such projection
	 * @throws IllegalStateException if the projection has no reset handler, or runs in
	 * the transaction of the append
	 */
	public void rebuild(String name) {
		projection(name).rebuild();
	}

	private ProjectionRunner projection(String name) {
		ProjectionRunner projection = this.projections.get(name);
		if (projection == null) {
			throw new IllegalArgumentException(
					"There is no projection '%s'; there are %s".formatted(name, this.projections.keySet()));
		}
		return projection;
	}

}
