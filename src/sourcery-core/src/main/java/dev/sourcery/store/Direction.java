package dev.sourcery.store;

/**
 * In which order a stream is read.
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
