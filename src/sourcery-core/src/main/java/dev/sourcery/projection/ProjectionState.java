package dev.sourcery.projection;

/**
 * What a projection is doing.
 */
public enum ProjectionState {

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
	 * An event has failed for good. Nothing is applied until somebody resumes, rebuilds
	 * or restarts the projection.
	 */
	BLOCKED

}
