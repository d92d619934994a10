package dev.sourcery.autoconfigure.store;

/**
 * What is done at start about stored events whose type is not registered.
 */
public enum UnreadableEvents {

	/**
	 * A warning names their types.
	 */
	WARN,

	/**
	 * The application does not start.
	 */
	REFUSE,

	/**
	 * Stored events are not checked.
	 */
	IGNORE

}
