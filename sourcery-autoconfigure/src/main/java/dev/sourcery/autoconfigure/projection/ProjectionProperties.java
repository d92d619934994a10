package dev.sourcery.autoconfigure.projection;

import java.time.Duration;

import dev.sourcery.subscription.SubscriptionSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of asynchronous projections.
 *
 * @param enabled Whether to run asynchronous projections on this node. In-transaction
 * projections always run.
 * @param batchSize Maximum number of events a projection handles in one transaction.
 * Batches are small at first and grow while there is a backlog.
 * @param pollInterval Interval at which projections poll for events they were not
 * notified of.
 * @param giveUpAfter Time for which an event may keep failing before the failure action
 * of the projection applies: to block, to park the event, or to skip it.
 * @param firstDelay Delay before the first retry; it doubles with each retry.
 * @param longestDelay Maximum delay between retries.
 * @param stopTimeout Maximum time to wait for running batches when projections stop.
 * @param heldWarnAfter Time after which a warning is logged if another session holds the
 * checkpoint of a projection.
 */
@ConfigurationProperties("sourcery.projections")
record ProjectionProperties(@DefaultValue("true") boolean enabled, @DefaultValue("1000") int batchSize,
		@DefaultValue("250ms") Duration pollInterval, @DefaultValue("30s") Duration giveUpAfter,
		@DefaultValue("100ms") Duration firstDelay, @DefaultValue("10s") Duration longestDelay,
		@DefaultValue("10s") Duration stopTimeout, @DefaultValue("10s") Duration heldWarnAfter) {

	ProjectionProperties {
		// fails while the properties are bound, so that the failure contains the property
		// name
		new SubscriptionSettings(batchSize, pollInterval, giveUpAfter, firstDelay, longestDelay, stopTimeout,
				heldWarnAfter);
	}

	SubscriptionSettings toSettings() {
		return new SubscriptionSettings(this.batchSize, this.pollInterval, this.giveUpAfter, this.firstDelay,
				this.longestDelay, this.stopTimeout, this.heldWarnAfter);
	}

}
