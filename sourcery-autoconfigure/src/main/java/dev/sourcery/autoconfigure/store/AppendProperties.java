package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import dev.sourcery.store.jdbc.AppendSettings;
import dev.sourcery.store.jdbc.GroupMode;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of appends to the event store.
 *
 * @param maxEventSize Maximum length of an event, payload and metadata together, in
 * characters of JSON.
 * @param groups Properties of statements and commits shared by callers without a
 * transaction.
 */
@ConfigurationProperties("sourcery.append")
record AppendProperties(@DefaultValue("16000000") long maxEventSize, @DefaultValue Groups groups) {

	AppendProperties {
		// fails during property binding, where the error names the property
		new AppendSettings(maxEventSize, groups.mode(), groups.maxSize(), groups.maxWaiting(), groups.maxWait());
	}

	AppendSettings settings() {
		return new AppendSettings(this.maxEventSize, this.groups.mode(), this.groups.maxSize(),
				this.groups.maxWaiting(), this.groups.maxWait());
	}

	/**
	 * Properties of statements and commits shared by callers without a transaction.
	 *
	 * @param mode Whether concurrent callers share statements and commits. "auto"
	 * restricts this to known connection pools, whose connections do not depend on the
	 * calling thread.
	 * @param maxSize Maximum number of appends that share a statement.
	 * @param maxWait Maximum time a caller waits for its append to start.
	 * @param maxWaiting Maximum number of appends to one stream that are being stored or
	 * waiting. Further callers of that stream block until there is a free slot.
	 */
	record Groups(@DefaultValue("auto") GroupMode mode, @DefaultValue("100") int maxSize,
			@DefaultValue("1000") int maxWaiting, @DefaultValue("30s") Duration maxWait) {

	}

}
