package dev.sourcery.subscription;

import java.util.Set;

import dev.sourcery.event.Position;

/**
 * The conditions under which a version of a subscription becomes live.
 *
 * @since 0.1
 * @param version the version
 * @param eventTypes the event types that the version handles; empty if it handles all
 * types
 * @param settled the settled position, found immediately before
 * @param forward whether the version must be greater than the live one
 */
public record TakeOver(SubscriptionKey version, Set<String> eventTypes, Position settled, boolean forward) {

	/**
	 * The outcomes of a take-over.
	 */
	public enum Outcome {

		/**
		 * The version has become live.
		 */
		TAKEN_OVER,

		/**
		 * Nothing was changed: the version is live, or is not greater than the live one.
		 */
		NOT_NEEDED,

		/**
		 * Nothing was changed: the version has not applied enough events.
		 */
		BEHIND,

		/**
		 * Nothing was changed: events of the version are parked.
		 */
		PARKED

	}

}
