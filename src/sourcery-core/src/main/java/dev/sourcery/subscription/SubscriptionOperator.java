package dev.sourcery.subscription;

import java.util.List;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * Operates subscriptions in their stored state, for all nodes, and records the
 * operations. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface SubscriptionOperator {

	/**
	 * Records an operation, within the transaction of the caller if there is one.
	 * @param operation the operation
	 * @param outcome the outcome
	 */
	void record(Operation operation, String outcome);

	/**
	 * Records an operation in a separate transaction.
	 * @param operation the operation
	 * @param outcome the outcome
	 */
	void recordSeparately(Operation operation, String outcome);

	/**
	 * Returns recorded operations, newest first.
	 * @param name the name of the subscription, or {@code null} for all
	 * @param limit maximum number of operations
	 * @return the operations
	 */
	List<RecordedOperation> recorded(@Nullable String name, int limit);

	/**
	 * Pauses a subscription. Waits for the batches in progress: afterwards there is none,
	 * and none begins.
	 * @param operation the operation
	 * @throws OperationRefusedException if the subscription is not stored, or a batch has
	 * not ended within the timeout
	 */
	void pause(Operation operation);

	/**
	 * Ends a pause, and ends the claims of lanes that are paused or blocked, so that they
	 * are started again.
	 * @param operation the operation
	 * @return the lanes that nodes have to start, with the tokens of their last claims
	 * @throws OperationRefusedException if a row could not be locked within the timeout
	 */
	List<Fence> resume(Operation operation);

	/**
	 * Moves the checkpoint of the lane that fails at an event past this event, and counts
	 * it as skipped. Waits for a retry in progress.
	 * @param operation the operation
	 * @param position the position of the event
	 * @throws OperationRefusedException if no lane fails at this event, or the retry has
	 * not ended within the timeout
	 */
	void skip(Operation operation, Position position);

	/**
	 * Moves the checkpoints of all lanes, ends their claims, and removes the parked
	 * events after the position. Waits for the batches in progress.
	 * @param operation the operation
	 * @param position the position of a settled event, or the start
	 * @throws OperationRefusedException if the subscription is not stored, or a batch has
	 * not ended within the timeout
	 */
	void move(Operation operation, Position position);

	/**
	 * Returns stored subscriptions, all of one moment.
	 * @param key the subscription, or {@code null} for all
	 * @return the subscriptions, ordered by name and version
	 */
	List<StoredSubscription> find(@Nullable SubscriptionKey key);

	/**
	 * Returns the committed events after a position.
	 * @param position the position
	 * @return their number and age
	 */
	Lag lag(Position position);

	/**
	 * Compares the stored state of a subscription with the events.
	 * @param subscription the subscription
	 * @return the problems
	 */
	VerificationReport verify(SubscriptionKey subscription);

	/**
	 * Removes the stored state of a subscription.
	 * @param operation the operation
	 * @throws OperationRefusedException if the subscription is not stored, or a live node
	 * runs it
	 */
	void remove(Operation operation);

	/**
	 * Returns the lanes that no node has claimed since.
	 * @param resumed lanes, with the tokens of their last claims
	 * @return the lanes; empty if no node runs the subscription
	 */
	List<LaneKey> unclaimed(List<Fence> resumed);

}
