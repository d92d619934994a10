package dev.sourcery.subscription;

/**
 * The state of a projection.
 *
 * @since 0.1
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
	 * Another node applies the events.
	 */
	STANDBY,

	/**
	 * The last attempt failed; another one follows after a delay.
	 */
	RETRYING,

	/**
	 * An event has failed permanently. No events are applied until the projection is
	 * resumed, rebuilt or restarted.
	 */
	BLOCKED,

	/**
	 * The projection was paused, for all nodes. No events are applied until it is
	 * resumed.
	 */
	PAUSED,

	/**
	 * The projection has ended because of an internal error. No events are applied until
	 * it is started again.
	 */
	FAILED;

	/**
	 * Returns whether events are applied, or will be applied without intervention.
	 */
	boolean isAtWork() {
		return this == RUNNING || this == STANDBY || this == RETRYING;
	}

	/**
	 * Returns whether no events are applied without intervention.
	 */
	boolean isBroken() {
		return this == BLOCKED || this == FAILED;
	}

}
