package dev.sourcery.subscription;

import java.util.List;

/**
 * The outcome of an attempt to hand a subscription over from its lanes to the appends.
 *
 * @since 0.1
 * @param result the result
 * @param nodes the nodes that prevent it
 */
public record HandOver(Result result, List<String> nodes) {

	/**
	 * Creates an outcome that no node prevents.
	 * @param result the result
	 */
	public HandOver(Result result) {
		this(result, List.of());
	}

	/**
	 * The results of an attempt.
	 */
	public enum Result {

		/**
		 * The appends apply the events from now on.
		 */
		JOINED,

		/**
		 * Nothing was changed: the appends apply the events already.
		 */
		NOT_NEEDED,

		/**
		 * Nothing was changed: nodes run the subscription with another configuration, in
		 * another version or with handlers for other types.
		 */
		OTHER_NODES,

		/**
		 * Nothing was changed: the lanes have not applied enough events, or are being
		 * changed.
		 */
		BEHIND,

		/**
		 * Nothing was changed: the subscription is paused, or events are parked.
		 */
		STOPPED

	}

}
