package dev.sourcery.autoconfigure.store;

/**
 * The action taken at startup if the type of stored events is not registered.
 *
 * @since 0.1
 */
public enum UnreadableEventsMode {

	/**
	 * Logs a warning that names the types.
	 */
	WARN,

	/**
	 * Prevents the application from starting.
	 */
	REFUSE,

	/**
	 * Does not check stored events.
	 */
	IGNORE

}
