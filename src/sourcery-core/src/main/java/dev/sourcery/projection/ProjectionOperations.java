package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.OperatedSubscription;
import dev.sourcery.subscription.OperationRefusedException;
import dev.sourcery.subscription.OperationUnconfirmedException;
import dev.sourcery.subscription.Operator;
import dev.sourcery.subscription.RecordedOperation;
import dev.sourcery.subscription.RetriedEvents;
import dev.sourcery.subscription.SubscriptionDetails;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.VerificationReport;

/**
 * Operations on projections, which affect all nodes and can be called on any node. Each
 * is recorded with the actor and the time in the table {@code subscription_operations},
 * in the transaction of the change. Projections in the transaction of the append can only
 * be rebuilt and removed. Thread-safe.
 *
 * @since 0.1
 */
public final class ProjectionOperations {

	/**
	 * The operator of what projections do by their configuration.
	 */
	static final Operator AUTOMATIC = Operator.named("sourcery");

	private final RunningProjections projections;

	private final Operator operator;

	ProjectionOperations(RunningProjections projections, Operator operator) {
		this.projections = projections;
		this.operator = operator;
	}

	/**
	 * Returns the same operations with another timeout; the default is 30 seconds.
	 * @param timeout maximum time to wait for batches in progress, and until the effect
	 * of an operation has been observed
	 * @return the operations
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public ProjectionOperations within(Duration timeout) {
		return new ProjectionOperations(this.projections, this.operator.within(timeout));
	}

	/**
	 * Returns all projections in the database, also those that are not in the code of
	 * this node.
	 * @return the projections, ordered by name and version
	 * @throws UnsupportedOperationException if the checkpoints are not stored in a
	 * database
	 */
	public List<SubscriptionDetails> all() {
		return this.projections.stored().all();
	}

	/**
	 * Returns the state of a projection on all nodes.
	 * @param name the name of the projection
	 * @return the details; without lanes if the projection has never run
	 * @throws IllegalArgumentException if there is no such projection
	 * @throws UnsupportedOperationException if the checkpoints are not stored in a
	 * database
	 */
	public SubscriptionDetails details(String name) {
		return this.projections.stored().get(this.projections.get(name).addressed().definition().key());
	}

	/**
	 * Returns the recorded operations on a projection, newest first, of all versions and
	 * by all actors. The projection need not be in the code of this node.
	 * @param name the name of the projection
	 * @param limit maximum number of operations
	 * @return the operations
	 * @throws IllegalArgumentException if the limit is not positive
	 * @throws UnsupportedOperationException if the checkpoints are not stored in a
	 * database
	 */
	public List<RecordedOperation> recordedOperations(String name, int limit) {
		return this.projections.stored().operations(name, limit);
	}

	/**
	 * Returns the recorded operations on all projections, as
	 * {@link #recordedOperations(String, int)} does.
	 * @param limit maximum number of operations
	 * @return the operations
	 */
	public List<RecordedOperation> recordedOperations(int limit) {
		return this.projections.stored().operations(null, limit);
	}

	/**
	 * Returns the same operations on one version of a projection, which need not run on
	 * this node.
	 * @param name the name of the projection
	 * @param version the version
	 * @return the version
	 * @throws IllegalArgumentException if there is no such projection, or the version is
	 * not positive
	 */
	public ProjectionVersion version(String name, int version) {
		return this.projections.version(name, version, this.operator);
	}

	/**
	 * Verifies the stored state of a projection: the rows of its lanes are complete and
	 * agree; each checkpoint is the position of a stored event; parked events are stored
	 * and were passed; the versions of each stream up to the checkpoint are consecutive,
	 * so that no event that the projection has seen is missing now. Reads all events up
	 * to the checkpoint within the database, and takes no locks. The read model is not
	 * verified.
	 * @param name the name of the projection
	 * @return the problems, none if the state is consistent
	 * @throws IllegalArgumentException if there is no such projection
	 * @throws IllegalStateException if the projection runs in the transaction of the
	 * append
	 */
	public VerificationReport verify(String name) {
		return asynchronous(name).verify();
	}

	/**
	 * Removes the stored state of a projection that no longer exists: checkpoints, parked
	 * events and owner. Its read model is not changed.
	 * @param name the name of the projection
	 * @param version the version of the projection
	 * @throws OperationRefusedException if the projection is in the code of this node, a
	 * live node runs it, it is not stored, or it is the live version while others are
	 * stored
	 */
	public void remove(String name, int version) {
		this.projections.stored().remove(new SubscriptionKey(name, version), this.operator);
	}

	/**
	 * Pauses a projection on all nodes until it is resumed, also if nodes are restarted
	 * or it has never run. Waits for batches in progress: when the method returns, no
	 * batch is in progress and none begins, also on nodes of the previous release. Parked
	 * events can be retried meanwhile.
	 * @param name the name of the projection
	 * @throws OperationRefusedException if a batch has not ended within the timeout; the
	 * projection is not paused
	 * @throws IllegalArgumentException if there is no such projection
	 * @throws IllegalStateException if the projection runs in the transaction of the
	 * append
	 */
	public void pause(String name) {
		asynchronous(name).pause();
	}

	/**
	 * Ends a pause, and retries the blocked events of a projection, on all nodes. Returns
	 * when nodes have started the lanes that were paused or blocked; immediately if no
	 * node runs the projection now.
	 * @param name the name of the projection
	 * @throws OperationUnconfirmedException if a lane has not been started within the
	 * timeout
	 * @throws OperationRefusedException if a row could not be locked within the timeout
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public void resume(String name) {
		operated(name).ifPresent(OperatedSubscription::resume);
	}

	/**
	 * Skips the event at which a lane fails: moves the checkpoint of the lane past this
	 * event only, in one transaction. The event is not applied and is counted as skipped.
	 * @param name the name of the projection
	 * @param position the position of the event
	 * @throws OperationRefusedException if no lane of the projection fails at this event,
	 * also if a retry has just succeeded; nothing was changed
	 * @throws IllegalArgumentException if there is no such projection
	 * @throws IllegalStateException if the projection runs in the transaction of the
	 * append
	 */
	public void skipEvent(String name, Position position) {
		asynchronous(name).skip(position);
	}

	/**
	 * Moves the checkpoints of all lanes of a projection to the last event at or before a
	 * position, in one transaction. The read model is not changed: <b>events after the
	 * position that were applied before are applied again, and events before it that were
	 * not applied are never applied.</b> Parked events after the position are no longer
	 * parked. Waits for batches in progress; a claim of a lane ends, so that nothing is
	 * applied from the former position afterwards.
	 * @param name the name of the projection
	 * @param position the position
	 * @return the position of the last event at or before it, where the checkpoints are
	 * @throws OperationRefusedException if the position is not settled, the projection
	 * has never run, or a batch has not ended within the timeout; nothing was changed
	 * @throws IllegalArgumentException if there is no such projection
	 * @throws IllegalStateException if the projection runs in the transaction of the
	 * append
	 */
	public Position moveTo(String name, Position position) {
		return asynchronous(name).moveTo(position);
	}

	/**
	 * Empties the read model of a projection with its {@link ResetHandler @ResetHandler}
	 * and restarts it from the first event. A batch in progress is finished first; other
	 * nodes follow. A paused projection remains paused.
	 * @param name the name of the projection
	 * @throws IllegalArgumentException if there is no such projection
	 * @throws IllegalStateException if the projection has no reset handler
	 */
	public void rebuild(String name) {
		this.projections.get(name).addressed().rebuiltBy(this.operator).orElseGet(() -> asynchronous(name)).rebuild();
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
		asynchronous(name).changeLanes(lanes);
	}

	/**
	 * Handles the parked events of a projection again, on the calling thread and with the
	 * handlers of this node: the events of each key in their order, up to 100 in one
	 * transaction. If it fails, each of them has a transaction of its own, and the key is
	 * retried up to its first event that fails. A key without further parked events is
	 * handled as before.
	 * @param name the name of the projection
	 * @return the number of events that were handled, and the events that failed
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public RetriedEvents retryParked(String name) {
		return operated(name).map((operated) -> operated.retryParked(null))
			.orElseGet(() -> new RetriedEvents(0, List.of()));
	}

	/**
	 * Handles the parked events of one key again, as {@link #retryParked(String)} does.
	 * @param name the name of the projection
	 * @param key the key: the stream, unless the projection has keys of its own
	 * @return the number of events that were handled, and the event that failed
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public RetriedEvents retryParked(String name, String key) {
		return operated(name).map((operated) -> operated.retryParked(key))
			.orElseGet(() -> new RetriedEvents(0, List.of()));
	}

	/**
	 * Removes all parked events of a projection without handling them. Later events of
	 * their keys are handled again, so the read model lacks the removed ones.
	 * @param name the name of the projection
	 * @return the number of events
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public int discardParked(String name) {
		return operated(name).map((operated) -> operated.discardParked(null)).orElse(0);
	}

	/**
	 * Removes the parked events of one key, as {@link #discardParked(String)} does.
	 * @param name the name of the projection
	 * @param key the key: the stream, unless the projection has keys of its own
	 * @return the number of events
	 * @throws IllegalArgumentException if there is no such projection
	 */
	public int discardParked(String name, String key) {
		return operated(name).map((operated) -> operated.discardParked(key)).orElse(0);
	}

	private Optional<OperatedSubscription> operated(String name) {
		return this.projections.get(name).addressed().operatedBy(this.operator);
	}

	private OperatedSubscription asynchronous(String name) {
		return operated(name).orElseThrow(() -> new IllegalStateException(
				"Projection %s runs in the append's transaction: its lanes stand, and cannot be paused, moved, changed or verified. Configure it as asynchronous first."
					.formatted(name)));
	}

}
