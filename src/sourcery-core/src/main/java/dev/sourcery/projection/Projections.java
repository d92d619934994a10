package dev.sourcery.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.ConnectionUse;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.Operator;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RecordedOperation;
import dev.sourcery.subscription.RetriedEvents;
import dev.sourcery.subscription.StoredSubscriptions;
import dev.sourcery.subscription.SubscriptionDetails;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.EventTail;

/**
 * Starts, stops, monitors and awaits the projections of this node, and operates them on
 * all nodes. Methods that take a name throw an {@link IllegalArgumentException} if this
 * node has no such projection. Thread-safe.
 *
 * @since 0.1
 */
public final class Projections {

	private final RunningProjections projections;

	private final ProjectionOperations operations;

	/**
	 * Creates the projections with a runtime of their own.
	 * @param definitions the projections
	 * @param store the store that the events are read from
	 * @param checkpoints stores checkpoints
	 * @param settings the settings of asynchronous projections
	 * @throws IllegalArgumentException if two projections have the same name and version,
	 * or the store does not implement {@link EventTail} and {@link AppendHooks}
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
	 * @throws IllegalArgumentException if two projections have the same name and version
	 */
	public Projections(Collection<ProjectionDefinition> definitions, SubscriptionRuntime runtime) {
		this.projections = new RunningProjections(definitions, runtime);
		this.operations = operatedBy("application");
	}

	/**
	 * Starts all projections that are not running.
	 * @throws IllegalStateException if a handler has not returned since it was stopped
	 */
	public void start() {
		this.projections.start();
	}

	/**
	 * Stops the asynchronous projections. Finishes batches, within the stop timeout.
	 */
	public void stop() {
		this.projections.stop();
	}

	/**
	 * Returns the status of each version of each projection on this node.
	 * @return the status, in the order of the registration and the versions
	 */
	public List<ProjectionStatus> status() {
		return this.projections.all().stream().flatMap((projection) -> projection.status().stream()).toList();
	}

	/**
	 * Returns the status of one projection on this node.
	 * @param name the name of the projection
	 * @return the status
	 */
	public ProjectionStatus status(String name) {
		return this.projections.get(name).addressedStatus();
	}

	/**
	 * Returns all projections in the database; see {@link ProjectionOperations#all()}.
	 * @return the projections, ordered by name and version
	 */
	public List<SubscriptionDetails> all() {
		return this.operations.all();
	}

	/**
	 * Returns the state on all nodes; see {@link ProjectionOperations#details}.
	 * @param name the name of the projection
	 * @return the details; without lanes if the projection has never run
	 */
	public SubscriptionDetails details(String name) {
		return this.operations.details(name);
	}

	/**
	 * Returns how many lanes of this node use or wait for a database connection.
	 * @return the use of connections
	 */
	public ConnectionUse connectionUse() {
		return this.projections.connectionUse();
	}

	/**
	 * Returns the operations, recorded with an actor other than {@code application}.
	 * @param actor the person or program that operates the projections
	 * @return the operations
	 * @throws IllegalArgumentException if the actor is blank or too long
	 */
	public ProjectionOperations operatedBy(String actor) {
		return new ProjectionOperations(this.projections, Operator.named(actor));
	}

	/**
	 * Returns the log of operations; see {@link ProjectionOperations#recordedOperations}.
	 * @param name the name of the projection
	 * @param limit maximum number of operations
	 * @return the operations, newest first
	 */
	public List<RecordedOperation> recordedOperations(String name, int limit) {
		return this.operations.recordedOperations(name, limit);
	}

	StoredSubscriptions stored() {
		return this.projections.stored();
	}

	/**
	 * Waits until the live version of a projection has applied a write, including one it
	 * does not handle, on this node or another: the stored checkpoint is decisive. If
	 * another version takes over meanwhile, waits for that one.
	 * @param name the name of the projection
	 * @param token the token of the write
	 * @param timeout maximum time to wait
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * projection is blocked, paused, failed or stopped
	 * @throws UnknownTokenException if the token does not belong to this store
	 * @throws LostWriteException if the database has lost the write
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void await(String name, ConsistencyToken token, Duration timeout) throws InterruptedException {
		this.projections.get(name).await(token, timeout);
	}

	/**
	 * Waits as {@link #await} does, without blocking the caller.
	 * @param name the name of the projection
	 * @param token the token of the write
	 * @param timeout maximum time to wait
	 * @return the future, completed on the default executor of {@link CompletableFuture};
	 * it fails with one of the exceptions that {@link #await} throws
	 */
	public CompletableFuture<Void> awaitAsync(String name, ConsistencyToken token, Duration timeout) {
		return this.projections.get(name).awaitAsync(token, timeout);
	}

	/**
	 * Waits until all projections have applied the writes committed so far.
	 * @param timeout maximum time to wait for all of them
	 * @throws SubscriptionUnavailableException if the timeout has passed, or a projection
	 * is blocked, paused, failed or stopped
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitAll(Duration timeout) throws InterruptedException {
		this.projections.awaitAll(timeout);
	}

	/**
	 * Changes the number of lanes; see {@link ProjectionOperations#changeLanes}.
	 * @param name the name of the projection
	 * @param lanes the number of lanes, from 1
	 */
	public void changeLanes(String name, int lanes) {
		this.operations.changeLanes(name, lanes);
	}

	/**
	 * Returns the parked events of a projection, in the order of their positions.
	 * @param name the name of the projection
	 * @param limit maximum number of events
	 * @return the events
	 */
	public List<ParkedEvent> parked(String name, int limit) {
		return this.projections.get(name).addressed().parked(limit);
	}

	/**
	 * Handles parked events again; see {@link ProjectionOperations#retryParked(String)}.
	 * @param name the name of the projection
	 * @return the number of events that were handled, and the events that failed
	 */
	public RetriedEvents retryParked(String name) {
		return this.operations.retryParked(name);
	}

	/**
	 * Handles the parked events of one key again, as {@link #retryParked(String)} does.
	 * @param name the name of the projection
	 * @param key the key: the stream, unless the projection has keys of its own
	 * @return the number of events that were handled, and the event that failed
	 */
	public RetriedEvents retryParked(String name, String key) {
		return this.operations.retryParked(name, key);
	}

	/**
	 * Removes parked events; see {@link ProjectionOperations#discardParked(String)}.
	 * @param name the name of the projection
	 * @return the number of events
	 */
	public int discardParked(String name) {
		return this.operations.discardParked(name);
	}

	/**
	 * Removes the parked events of one key, as {@link #discardParked(String)} does.
	 * @param name the name of the projection
	 * @param key the key: the stream, unless the projection has keys of its own
	 * @return the number of events
	 */
	public int discardParked(String name, String key) {
		return this.operations.discardParked(name, key);
	}

	/**
	 * Returns the number of parked and skipped events of a projection, on all nodes.
	 * @param name the name of the projection
	 * @return the numbers
	 */
	public FailureStatus failures(String name) {
		return this.projections.get(name).addressed().failures();
	}

	/**
	 * Pauses a projection for all nodes; see {@link ProjectionOperations#pause(String)}.
	 * @param name the name of the projection
	 */
	public void pause(String name) {
		this.operations.pause(name);
	}

	/**
	 * Ends a pause and a block; see {@link ProjectionOperations#resume(String)}.
	 * @param name the name of the projection
	 */
	public void resume(String name) {
		this.operations.resume(name);
	}

	/**
	 * Skips an event; see {@link ProjectionOperations#skipEvent}.
	 * @param name the name of the projection
	 * @param position the position of the event
	 */
	public void skipEvent(String name, Position position) {
		this.operations.skipEvent(name, position);
	}

	/**
	 * Applies all events again; see {@link ProjectionOperations#rebuild}.
	 * @param name the name of the projection
	 */
	public void rebuild(String name) {
		this.operations.rebuild(name);
	}

	/**
	 * Returns one version, which need not run on this node. Methods with the name alone
	 * concern the live version if this node has it, otherwise its newest version.
	 * @param name the name of the projection
	 * @param version the version
	 * @return the version
	 */
	public ProjectionVersion version(String name, int version) {
		return this.operations.version(name, version);
	}

}
