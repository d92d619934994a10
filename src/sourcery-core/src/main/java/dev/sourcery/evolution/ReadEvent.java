package dev.sourcery.evolution;

import dev.sourcery.event.EventTypeName;

/**
 * An event as it is read, after all conversions.
 *
 * @since 0.1
 * @param type the type of the event
 * @param payload the event
 */
public record ReadEvent(EventTypeName type, Object payload) {

	@Override
	public String toString() {
		return this.type.toString();
	}

}
