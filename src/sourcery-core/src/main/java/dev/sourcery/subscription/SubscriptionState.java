package dev.sourcery.subscription;

/**
 * What a projection is doing.
 */
public enum SubscriptionState {

	/**
	 * Not started, or stopped.
	 */
	STOPPED,

	/**
	 * Applying events, or waiting for more.
	 */
	RUNNING,

	/**
	 * The last attempt failed; another one follows after a delay.
	 */
	RETRYING,

	/**
	 * An event has failed for good. Nothing is applied until the projection is resumed,
	 * rebuilt or restarted.
	 */
	BLOCKED,

	/**
	 * The projection has ended because of an error of its own. Nothing is applied until
	 * it is started again.
	 */
	FAILED;

	/**
	 * Whether events are applied, or will be without intervention.
	 */
	boolean isAtWork() {
		return this == RUNNING || this == RETRYING;
	}

}
