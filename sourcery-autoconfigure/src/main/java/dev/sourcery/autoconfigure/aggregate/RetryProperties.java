package dev.sourcery.autoconfigure.aggregate;

import java.time.Duration;

import dev.sourcery.repository.ConflictRetry;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retries of commands by repositories that own the transaction.
 *
 * @param maxRetries Maximum number of retries of a command after a version conflict, a
 * deadlock or a serialization failure; 0 means none.
 * @param firstDelay Delay before the second retry, the first follows immediately; it
 * doubles with each further retry.
 * @param longestDelay Maximum delay between retries.
 */
@ConfigurationProperties("sourcery.retry")
record RetryProperties(@DefaultValue("10") int maxRetries, @DefaultValue("1ms") Duration firstDelay,
		@DefaultValue("100ms") Duration longestDelay) {

	RetryProperties {
		// fails while the properties are bound, so that the failure contains the property
		// name
		new ConflictRetry(maxRetries, firstDelay, longestDelay);
	}

	ConflictRetry toRetry() {
		return new ConflictRetry(this.maxRetries, this.firstDelay, this.longestDelay);
	}

}
