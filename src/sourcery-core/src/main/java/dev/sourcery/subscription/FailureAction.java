package dev.sourcery.subscription;

/**
 * The action for an event that has kept failing for longer than
 * {@link SubscriptionSettings#giveUpAfter()}.
 *
 * @since 0.1
 */
public enum FailureAction {

	/**
	 * The lane of the event stops until the cause is fixed and the subscription is
	 * resumed. No event is applied out of order.
	 */
	BLOCK,

	/**
	 * The event is set aside, together with the later events of the same key, until they
	 * are retried or discarded; all other events are applied.
	 */
	PARK,

	/**
	 * The event is skipped, counted and logged.
	 */
	SKIP

}
