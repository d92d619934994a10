package dev.sourcery.subscription;

import java.util.List;
import java.util.Set;

import dev.sourcery.event.RecordedEvent;

/**
 * Handles events after they are final, in store-wide order, with a checkpoint. As
 * thread-safe as its handlers.
 */
public interface Subscription {

	/**
	 * The identity under which its checkpoints are stored.
	 * @return the key
	 */
	SubscriptionKey key();

	/**
	 * The event types it handles.
	 * @return their names; empty if it handles all, registered or not
	 */
	Set<String> eventTypes();

	/**
	 * Whether it reads the metadata of events.
	 * @return {@code false} if metadata need not be read
	 */
	boolean needsMetadata();

	/**
	 * The maximum number of events in one batch.
	 * @param configured the number that applies to all subscriptions
	 * @return the number for this one
	 */
	int batchSize(int configured);

	/**
	 * Handles events, within the transaction that moves the checkpoint.
	 * @param batch the events, in their order
	 */
	void handle(List<RecordedEvent<?>> batch);

	/**
	 * Removes the effects of all events handled so far, within the transaction that moves
	 * the checkpoint to the start.
	 * @throws IllegalStateException if that is not possible
	 */
	void reset();

}
