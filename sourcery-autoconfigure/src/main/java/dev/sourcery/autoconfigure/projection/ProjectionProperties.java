package dev.sourcery.autoconfigure.projection;

import java.time.Duration;
import java.util.Map;

import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.ProjectionOptions;
import dev.sourcery.subscription.FailureAction;
import dev.sourcery.subscription.SubscriptionSettings;
import org.jspecify.annotations.Nullable;

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
 * @param maxConnections Maximum number of connections that all projections of a node
 * together use at the same time.
 * @param named Options of single projections by name, which take precedence over their
 * annotations.
 */
@ConfigurationProperties("sourcery.projections")
record ProjectionProperties(@DefaultValue("true") boolean enabled, @DefaultValue("1000") int batchSize,
		@DefaultValue("500ms") Duration pollInterval, @DefaultValue("30s") Duration giveUpAfter,
		@DefaultValue("100ms") Duration firstDelay, @DefaultValue("10s") Duration longestDelay,
		@DefaultValue("10s") Duration stopTimeout, @DefaultValue("10s") Duration heldWarnAfter,
		@DefaultValue("4") int maxConnections, @DefaultValue Map<String, NamedProjection> named) {

	ProjectionProperties {
		// fails while the properties are bound, so that the failure contains the property
		// name
		new SubscriptionSettings(batchSize, pollInterval, giveUpAfter, firstDelay, longestDelay, stopTimeout,
				heldWarnAfter, maxConnections);
	}

	SubscriptionSettings toSettings() {
		return new SubscriptionSettings(this.batchSize, this.pollInterval, this.giveUpAfter, this.firstDelay,
				this.longestDelay, this.stopTimeout, this.heldWarnAfter, this.maxConnections);
	}

	/**
	 * Options of one projection.
	 *
	 * @param lanes Number of lanes.
	 * @param onFailure Action for an event that keeps failing.
	 * @param batchSize Maximum number of events in one transaction.
	 * @param dropPrevious Whether to drop the checkpoints of versions before the live one
	 * when no node runs them any more.
	 * @param asynchronousCommit Whether batches commit without waiting for the disk.
	 * Defaults to the value of 'sourcery.projections.asynchronous-commit'.
	 * @param mode Mode of the projection, which determines when its handlers run. Another
	 * mode is in effect until the projection has been handed over.
	 */
	record NamedProjection(@Nullable Integer lanes, @Nullable FailureAction onFailure, @Nullable Integer batchSize,
			@Nullable Boolean dropPrevious, @Nullable Boolean asynchronousCommit, @Nullable ProjectionMode mode) {

		ProjectionOptions customize(ProjectionOptions options) {
			return new ProjectionOptions((this.lanes != null) ? this.lanes : options.lanes(),
					(this.onFailure != null) ? this.onFailure : options.onFailure(),
					(this.batchSize != null) ? this.batchSize : options.batchSize(),
					(this.dropPrevious != null) ? this.dropPrevious : options.dropPrevious(),
					(this.asynchronousCommit != null) ? this.asynchronousCommit : options.asynchronousCommit(),
					(this.mode != null) ? this.mode : options.mode());
		}

	}

}
