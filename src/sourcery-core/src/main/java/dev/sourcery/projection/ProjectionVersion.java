package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.subscription.OperatedSubscription;
import dev.sourcery.subscription.OperatedVersion;
import dev.sourcery.subscription.OperationRefusedException;
import dev.sourcery.subscription.Operator;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RetriedEvents;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionUnavailableException;

/**
 * One version of a projection, for the operations that do not concern the live version.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class ProjectionVersion {

	private final VersionedProjection projection;

	private final SubscriptionKey key;

	private final SubscriptionRuntime runtime;

	private final Operator operator;

	ProjectionVersion(VersionedProjection projection, int version, SubscriptionRuntime runtime, Operator operator) {
		this.projection = projection;
		this.key = new SubscriptionKey(projection.name(), version);
		this.runtime = runtime;
		this.operator = operator;
	}

	/**
	 * The name and the version.
	 * @return the key
	 */
	public SubscriptionKey key() {
		return this.key;
	}

	/**
	 * Returns the status of the version on this node.
	 * @return the status
	 * @throws IllegalStateException if this node does not have the version
	 */
	public ProjectionStatus status() {
		return this.projection.status(here());
	}

	/**
	 * Waits until the version has applied a write, on this node or another, whether or
	 * not the version is live.
	 * @param token the token of the write
	 * @param timeout maximum time to wait
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * projection is blocked, failed or stopped
	 * @throws UnknownTokenException if the token does not belong to this store
	 * @throws LostWriteException if the database has lost the write
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		EventStore store = this.runtime.source().store();
		store.verify(token);
		this.projection.await(this.key.version(), token, timeout);
		store.verify(token);
	}

	/**
	 * Empties the tables of the version with its {@link ResetHandler @ResetHandler} and
	 * restarts it from the first event, as {@link Projections#rebuild(String)} does.
	 * @throws IllegalStateException if this node does not have the version, or it has no
	 * reset handler
	 */
	public void rebuild() {
		here().rebuiltBy(this.operator).orElseGet(this::operated).rebuild();
	}

	/**
	 * Retries the blocked batch of the version.
	 * @throws IllegalStateException if this node does not have the version
	 */
	public void resume() {
		operated().resume();
	}

	/**
	 * Returns the parked events of the version, in the order of their positions.
	 * @param limit maximum number of events
	 * @return the events
	 * @throws IllegalStateException if this node does not have the version
	 */
	public List<ParkedEvent> parked(int limit) {
		return here().parked(limit);
	}

	/**
	 * Handles the parked events of the version again, as
	 * {@link Projections#retryParked(String)} does.
	 * @return the number of events that were handled, and the events that failed
	 * @throws IllegalStateException if this node does not have the version
	 */
	public RetriedEvents retryParked() {
		return operated().retryParked(null);
	}

	/**
	 * Removes all parked events of the version without handling them.
	 * @return the number of events
	 * @throws IllegalStateException if this node does not have the version
	 */
	public int discardParked() {
		return operated().discardParked(null);
	}

	/**
	 * Makes the version live now, also if it is less than the live version, so that the
	 * former tables are read again. Waits a short time for it to apply the last events. A
	 * greater version of a running node takes over again after that: stop these nodes
	 * first.
	 * @throws OperationRefusedException if the version has not caught up, or events of it
	 * are parked
	 * @throws IllegalStateException if this node does not have the version
	 */
	public void takeOver() {
		new OperatedVersion(this.key, this.runtime, this.operator).takeOver(here().definition().eventTypes());
		this.projection.live(this.key.version());
	}

	/**
	 * Removes the checkpoints, the parked events and the owner of the version, which may
	 * be one that this node does not have. Its tables remain: they are dropped by a
	 * migration of the application.
	 * @throws OperationRefusedException if the version is live, is not stored, or a node
	 * runs it
	 */
	public void drop() {
		new OperatedVersion(this.key, this.runtime, this.operator).drop();
	}

	private OperatedSubscription operated() {
		return here().operatedBy(this.operator)
			.orElseThrow(() -> new IllegalStateException(
					"%s runs in the append's transaction: its lanes stand, and cannot be resumed. Configure it as asynchronous first."
						.formatted(this.key)));
	}

	private ProjectionRunner here() {
		ProjectionRunner found = this.projection.version(this.key.version());
		if (found == null) {
			throw new IllegalStateException("This node does not have %s".formatted(this.key));
		}
		return found;
	}

}
