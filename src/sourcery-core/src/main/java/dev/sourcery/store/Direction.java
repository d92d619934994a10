package dev.sourcery.store;

/**
 * The order in which a stream is read.
 *
 * @since 0.1
 */
public enum Direction {

	/**
	 * Oldest event first.
	 */
	FORWARD,

	/**
	 * Newest event first.
	 */
	BACKWARD

}
