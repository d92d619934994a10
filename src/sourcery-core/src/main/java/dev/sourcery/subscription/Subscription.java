package dev.sourcery.subscription;

import java.util.List;
import java.util.Set;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;

/**
 * Handles events after they are final, in store-wide order, with a checkpoint. As
 * thread-safe as its handlers.
 *
 * @since 0.1
 */
public interface Subscription {

	/**
	 * The identity under which its checkpoints are stored.
	 * @return the key
	 */
	SubscriptionKey key();

	/**
	 * The event types that the subscription handles.
	 * @return the names under which the events are stored, see
	 * {@link EventTypes#storedNames(Class)}; empty if it handles all types, registered or
	 * not
	 */
	Set<String> eventTypes();

	/**
	 * Returns whether the subscription reads the metadata of events.
	 * @return {@code false} if metadata need not be read
	 */
	boolean needsMetadata();

	/**
	 * Returns the maximum number of events in one batch.
	 * @param configured the number that applies to all subscriptions
	 * @return the number for this subscription
	 */
	int batchSize(int configured);

	/**
	 * Returns the number of lanes in which events are handled in parallel.
	 * @return the number of lanes, from 1
	 */
	default int lanes() {
		return 1;
	}

	/**
	 * Returns the key that determines the lane of an event: events with the same key are
	 * handled in the same lane, in their order.
	 * @param event the event
	 * @return the key; by default, the stream of the event
	 */
	default String laneKey(RecordedEvent<?> event) {
		return event.stream().toString();
	}

	/**
	 * Returns whether the key of an event may be another than its stream.
	 * @return {@code false} if the key of each event is its stream
	 */
	default boolean hasOwnKeys() {
		return false;
	}

	/**
	 * Returns the action for events that keep failing.
	 * @return the action
	 */
	default FailureAction failureAction() {
		return FailureAction.BLOCK;
	}

	/**
	 * Returns how batches commit.
	 * @return by default, as configured for all subscriptions
	 */
	default BatchCommit commit() {
		return BatchCommit.CONFIGURED;
	}

	/**
	 * Handles events, within the transaction that moves the checkpoint.
	 * @param batch the events, in their order
	 */
	void handle(List<RecordedEvent<?>> batch);

	/**
	 * Removes the effects of all events handled so far, within the transaction that moves
	 * the checkpoint to the start.
	 * @throws IllegalStateException if the subscription cannot be reset
	 */
	void reset();

}
