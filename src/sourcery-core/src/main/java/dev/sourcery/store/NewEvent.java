package dev.sourcery.store;

import java.util.UUID;

import dev.sourcery.metadata.Metadata;

/**
 * An event to be appended.
 *
 * @param eventId the event's own id
 * @param payload the event, of a registered class
 * @param metadata who, why, trace
 */
public record NewEvent(UUID eventId, Object payload, Metadata metadata) {

	/**
	 * An event with a new random id.
	 * @param payload the event
	 * @param metadata who, why, trace
	 * @return the event to append
	 */
	public static NewEvent of(Object payload, Metadata metadata) {
		return new NewEvent(UUID.randomUUID(), payload, metadata);
	}

	/**
	 * An event with a new random id and no metadata.
	 * @param payload the event
	 * @return the event to append
	 */
	public static NewEvent of(Object payload) {
		return of(payload, Metadata.empty());
	}

}
