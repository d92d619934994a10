package dev.sourcery.subscription;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.sourcery.event.Position;
import dev.sourcery.tail.ServerIncarnation;

/**
 * Stores checkpoints, next to the read models. Implementations are thread-safe and
 * coordinate several nodes.
 *
 * @since 0.1
 */
public interface Checkpoints {

	/**
	 * Returns the position a lane has applied, and stores a checkpoint at
	 * {@link Position#START} for a new lane.
	 * @param lane the lane
	 * @return the position
	 */
	Position loadOrCreate(LaneKey lane);

	/**
	 * Returns the position a lane has applied; {@link Position#START} for a new lane.
	 * Only reads; intended for callers that wait for a subscription.
	 * @param lane the lane
	 * @return the position
	 */
	default Position position(LaneKey lane) {
		return loadOrCreate(lane);
	}

	/**
	 * Returns the positions that the lanes of a subscription have applied, all of one
	 * moment. Only reads.
	 * @param subscription the subscription
	 * @param lanes the number of lanes known to the caller; the stored number is decisive
	 * @return the positions and the tokens of the last claims, in the order of the lanes
	 */
	default List<ClaimedPosition> positions(SubscriptionKey subscription, int lanes) {
		return IntStream.range(0, lanes)
			.mapToObj((lane) -> new ClaimedPosition(position(subscription.lane(lane)), 0))
			.toList();
	}

	/**
	 * Runs the handlers and moves the checkpoint in one transaction. The checkpoint is
	 * locked first, so that of two nodes only one runs the handlers.
	 * @param fence the claim of the lane
	 * @param from the position that the checkpoint must have
	 * @param to the position to which it is moved
	 * @param incarnation the incarnation of the server in which the events of the
	 * handlers were read
	 * @param handlers the work of the transaction; if it throws, everything is rolled
	 * back
	 * @return the outcome: whether the checkpoint was moved and, if not, the reason
	 */
	AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation, Runnable handlers);

	/**
	 * Runs the handlers and moves the checkpoint as
	 * {@link #advance(Fence, Position, Position, ServerIncarnation, Runnable)} does.
	 * @param fence the claim of the lane
	 * @param from the position that the checkpoint must have
	 * @param to the position to which it is moved
	 * @param incarnation the incarnation of the server in which the events of the
	 * handlers were read
	 * @param commit how to commit
	 * @param handlers the work of the transaction
	 * @return the outcome
	 */
	default AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
			BatchCommit commit, Runnable handlers) {
		return advance(fence, from, to, incarnation, handlers);
	}

	/**
	 * Records that an event fails.
	 * @param fence the claim of the lane
	 * @param position the position of the event
	 * @return the failures of this event so far, on all nodes
	 */
	Failing failing(Fence fence, Position position);

	/**
	 * Records that an event fails, and its failure.
	 * @param fence the claim of the lane
	 * @param position the position of the event
	 * @param failure a description of the failure, without data of the event
	 * @return the failures of this event so far, on all nodes
	 */
	default Failing failing(Fence fence, Position position, String failure) {
		return failing(fence, position);
	}

	/**
	 * Counts a skipped event, within the transaction that moves the checkpoint.
	 * @param fence the claim of the lane
	 */
	default void skipped(Fence fence) {
	}

	/**
	 * Moves the checkpoints of all lanes back to the start, in one transaction with the
	 * work that empties the read model, and removes all parked events. Waits for batches
	 * in progress.
	 * @param subscription the subscription
	 * @param emptying the work that empties the read model
	 */
	void reset(SubscriptionKey subscription, Runnable emptying);

	/**
	 * Returns the session that holds the checkpoint, because a batch is in progress or
	 * was left unfinished.
	 * @param lane the lane
	 * @return the session, empty if there is none or it is not known
	 */
	default Optional<CheckpointHolder> holder(LaneKey lane) {
		return Optional.empty();
	}

	/**
	 * Returns the parked events that are stored next to these checkpoints.
	 * @return the parked events
	 */
	default ParkedEvents parkedEvents() {
		return new NoParkedEvents();
	}

	/**
	 * Measures subscriptions, for metrics: all of them with few queries.
	 * @param subscriptions the subscriptions
	 * @param reached positions of lanes of this node that are beyond their checkpoints
	 * @return the measurements, by default without the lag
	 */
	default List<SubscriptionMeasurement> measure(Collection<SubscriptionKey> subscriptions,
			Collection<ReachedPosition> reached) {
		return subscriptions.stream()
			.map((key) -> new SubscriptionMeasurement(key, null, parkedEvents().status(key), false))
			.toList();
	}

	/**
	 * Returns the operator of the subscriptions whose checkpoints these are.
	 * @return the operator; if the checkpoints are not stored in a database, one that
	 * neither records operations nor reaches other nodes
	 */
	default SubscriptionOperator operator() {
		return new UnsupportedOperator();
	}

	/**
	 * Returns the versions that are stored next to these checkpoints.
	 * @return the versions; if the checkpoints are not shared by several nodes, new ones
	 * for one node
	 */
	default SubscriptionVersions versions() {
		return SubscriptionVersions.local(this);
	}

	/**
	 * Returns the modes that are stored next to these checkpoints.
	 * @return the modes; empty if none are stored, so that subscriptions within the
	 * transactions that append belong to one node
	 */
	default Optional<SubscriptionModes> modes() {
		return Optional.empty();
	}

	/**
	 * Returns the lanes whose checkpoints these are.
	 * @return the lanes; if the checkpoints are not shared by several nodes, new ones for
	 * one node
	 */
	default Lanes lanes() {
		return Lanes.local();
	}

}
