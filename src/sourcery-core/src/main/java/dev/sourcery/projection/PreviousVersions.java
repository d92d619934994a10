package dev.sourcery.projection;

import dev.sourcery.subscription.OperatedVersion;
import dev.sourcery.subscription.OperationRefusedException;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the versions before a live one if the projection is configured so. For one
 * thread.
 */
final class PreviousVersions {

	private static final Logger logger = LoggerFactory.getLogger(PreviousVersions.class);

	private final ProjectionDefinition definition;

	private final SubscriptionRuntime runtime;

	PreviousVersions(ProjectionDefinition definition, SubscriptionRuntime runtime) {
		this.definition = definition;
		this.runtime = runtime;
	}

	/**
	 * Drops the versions before this one if it is live. A version that a node runs
	 * remains until the next call.
	 */
	void drop(VersionState state) {
		if (!this.definition.isDropPrevious() || state != VersionState.LIVE) {
			return;
		}
		SubscriptionKey live = this.definition.key();
		this.runtime.versions()
			.stored(live.name())
			.stream()
			.filter((version) -> version < live.version())
			.forEach((version) -> drop(new SubscriptionKey(live.name(), version)));
	}

	private void drop(SubscriptionKey version) {
		try {
			new OperatedVersion(version, this.runtime, ProjectionOperations.AUTOMATIC).tryDrop();
			logger.info("Projection {} was dropped; its tables remain until the application drops them", version);
		}
		catch (OperationRefusedException ex) {
			logger.debug("Projection {} is not dropped yet: {}", version, ex.getMessage());
		}
	}

}
