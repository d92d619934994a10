package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is checked at start about the events that are stored.
 *
 * @param unreadable What to do at start about stored events whose type or schema version
 * is not registered.
 * @param checkTimeout Maximum time for which all events are scanned for their types. Of a
 * store that takes longer the oldest, the newest and randomly drawn events are checked.
 */
@ConfigurationProperties("sourcery.events")
record StoredTypesProperties(@DefaultValue("warn") UnreadableEvents unreadable,
		@DefaultValue("2s") Duration checkTimeout) {

	StoredTypesProperties {
		if (checkTimeout.isNegative() || checkTimeout.isZero()) {
			throw new IllegalArgumentException(
					"sourcery.events.check-timeout must be longer than 0, but is " + checkTimeout);
		}
	}

}
