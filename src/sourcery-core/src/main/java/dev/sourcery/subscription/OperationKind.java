package dev.sourcery.subscription;

/**
 * The kind of an operation on a subscription.
 *
 * @since 0.1
 */
public enum OperationKind {

	/**
	 * No events are applied until the subscription is resumed.
	 */
	PAUSE,

	/**
	 * Ends a pause, and retries a blocked event.
	 */
	RESUME,

	/**
	 * Moves the checkpoint of one lane past an event that fails.
	 */
	SKIP_EVENT,

	/**
	 * Moves the checkpoints of all lanes.
	 */
	MOVE,

	/**
	 * Changes the number of lanes.
	 */
	CHANGE_LANES,

	/**
	 * Empties the read model and starts from the first event.
	 */
	REBUILD,

	/**
	 * Handles parked events again.
	 */
	RETRY_PARKED,

	/**
	 * Removes parked events without handling them.
	 */
	DISCARD_PARKED,

	/**
	 * Compares the stored state with the events.
	 */
	VERIFY,

	/**
	 * Removes the stored state of a subscription that no node runs.
	 */
	REMOVE,

	/**
	 * Makes a version live.
	 */
	TAKE_OVER,

	/**
	 * Removes the stored state of a version that is not live.
	 */
	DROP,

	/**
	 * An operation of a later release, which this release does not know. Never recorded
	 * by this release.
	 */
	UNKNOWN

}
