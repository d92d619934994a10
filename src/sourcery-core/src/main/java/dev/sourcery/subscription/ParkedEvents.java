package dev.sourcery.subscription;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Stores which events are parked, next to the checkpoints. Implementations are
 * thread-safe and coordinate several nodes.
 *
 * @since 0.1
 */
public interface ParkedEvents {

	/**
	 * Returns the keys that have parked events.
	 * @param subscription the subscription
	 * @return the keys
	 */
	Set<String> keys(SubscriptionKey subscription);

	/**
	 * Adds events, within the transaction of the batch that passes them by.
	 * @param events the events
	 */
	void park(Collection<ParkedEvent> events);

	/**
	 * Returns parked events in the order of their positions.
	 * @param subscription the subscription
	 * @param key the key, or {@code null} for all keys
	 * @param limit maximum number of events
	 * @return the events
	 */
	List<ParkedEvent> find(SubscriptionKey subscription, @Nullable String key, int limit);

	/**
	 * Returns the number and the age of the parked events, and the number of skipped
	 * events.
	 * @param subscription the subscription
	 * @return the status
	 */
	FailureStatus status(SubscriptionKey subscription);

	/**
	 * Runs the handler for the oldest parked events of a key and removes the events, in
	 * one transaction that excludes the batches of the subscription. The claims of the
	 * lanes end with the last event of the key, so that their next batches handle the key
	 * again.
	 * @param events consecutive parked events of one key, at least one
	 * @param handler the handler; if it throws, all of the events remain parked
	 * @return {@code false} if the events are no longer the oldest of their key; the
	 * handler was not run
	 */
	boolean retry(List<ParkedEvent> events, Runnable handler);

	/**
	 * Records that a retry failed.
	 * @param event the event
	 * @param failure a description of the failure, without data of the event
	 */
	void failed(ParkedEvent event, String failure);

	/**
	 * Removes events without handling them, and ends the claims of the lanes.
	 * @param subscription the subscription
	 * @param key the key, or {@code null} for all keys
	 * @return the number of events
	 */
	int discard(SubscriptionKey subscription, @Nullable String key);

	/**
	 * Removes events as {@link #discard(SubscriptionKey, String)} does.
	 * @param subscription the subscription
	 * @param key the key, or {@code null} for all keys
	 * @param within further work of the same transaction, given the number of events
	 * @return the number of events
	 */
	default int discard(SubscriptionKey subscription, @Nullable String key, IntConsumer within) {
		int discarded = discard(subscription, key);
		within.accept(discarded);
		return discarded;
	}

	/**
	 * Returns the oldest parked event of a key.
	 * @param subscription the subscription
	 * @param key the key
	 * @return the event, empty if the key has none
	 */
	default Optional<ParkedEvent> oldest(SubscriptionKey subscription, String key) {
		return find(subscription, key, 1).stream().findFirst();
	}

}
