package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the startup check of stored events.
 *
 * @param unreadable Action to take at startup if the type or schema version of stored
 * events is not registered.
 * @param checkTimeout Maximum time to scan all events for their types. If the scan takes
 * longer, the oldest, the newest and randomly drawn events are checked.
 */
@ConfigurationProperties("sourcery.events")
record StoredTypesProperties(@DefaultValue("warn") UnreadableEventsMode unreadable,
		@DefaultValue("2s") Duration checkTimeout) {

	StoredTypesProperties {
		if (checkTimeout.isNegative() || checkTimeout.isZero()) {
			throw new IllegalArgumentException(
					"sourcery.events.check-timeout must be longer than 0, but is " + checkTimeout);
		}
	}

}
