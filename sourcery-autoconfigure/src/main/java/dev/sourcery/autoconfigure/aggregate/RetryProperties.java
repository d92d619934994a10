package dev.sourcery.autoconfigure.aggregate;

import java.time.Duration;

import dev.sourcery.repository.ConflictRetry;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How repositories answer version conflicts where they own the transaction.
 *
 * @param maxRetries How often a command is tried again after a version conflict; 0 means
 * never.
 * @param firstDelay Delay before the first retry; it doubles with each.
 * @param longestDelay No delay before a retry is longer.
 */
@ConfigurationProperties("sourcery.retry")
record RetryProperties(@DefaultValue("10") int maxRetries, @DefaultValue("1ms") Duration firstDelay,
		@DefaultValue("100ms") Duration longestDelay) {

	RetryProperties {
		// fails while the properties are bound, where the answer names the property
		new ConflictRetry(maxRetries, firstDelay, longestDelay);
	}

	ConflictRetry toRetry() {
		return new ConflictRetry(this.maxRetries, this.firstDelay, this.longestDelay);
	}

}
