package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import dev.sourcery.store.jdbc.AppendSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the event store appends.
 *
 * @param maxEventSize Greatest length of an event, payload and metadata together, in
 * characters of JSON.
 * @param groups How callers without a transaction share statements and commits.
 */
@ConfigurationProperties("sourcery.append")
record AppendProperties(@DefaultValue("16000000") long maxEventSize, @DefaultValue Groups groups) {

	AppendProperties {
		// fails while the properties are bound, where the answer names the property
		new AppendSettings(maxEventSize, groups.enabled(), groups.maxSize(), groups.maxWaiting(), groups.maxWait());
	}

	AppendSettings settings() {
		return new AppendSettings(this.maxEventSize, this.groups.enabled(), this.groups.maxSize(),
				this.groups.maxWaiting(), this.groups.maxWait());
	}

	/**
	 * How callers without a transaction share statements and commits.
	 *
	 * @param enabled Whether they do when many append at once.
	 * @param maxSize How many appends share a statement at the most.
	 * @param maxWaiting How many appends take part or wait at the most; further callers
	 * are held until there is room.
	 * @param maxWait How long a caller is held before it is told that there is no room.
	 */
	record Groups(@DefaultValue("true") boolean enabled, @DefaultValue("100") int maxSize,
			@DefaultValue("1000") int maxWaiting, @DefaultValue("30s") Duration maxWait) {

	}

}
