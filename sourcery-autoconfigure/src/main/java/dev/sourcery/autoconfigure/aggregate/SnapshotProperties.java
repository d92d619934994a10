package dev.sourcery.autoconfigure.aggregate;

import java.time.Duration;
import java.util.Map;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.snapshot.Snapshotted;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Snapshots of aggregates.
 *
 * @param enabled Whether to take and use snapshots.
 * @param loadTime Time for reading and folding an aggregate of any type after which a
 * snapshot of it is taken; none by default.
 * @param named Options of single aggregate types, which take precedence over the
 * annotation.
 */
@ConfigurationProperties("sourcery.snapshots")
record SnapshotProperties(@DefaultValue("true") boolean enabled, @Nullable Duration loadTime,
		@DefaultValue Map<String, Named> named) {

	SnapshotProperties {
		// fails while the properties are bound, so that the failure contains the property
		// name
		new SnapshotPolicy(0, loadTime);
	}

	SnapshotPolicy policyOf(AggregateType<?> type) {
		Snapshotted annotation = type.aggregateClass().getAnnotation(Snapshotted.class);
		Named options = this.named.getOrDefault(type.name(), new Named(null));
		int every = (options.every() != null) ? options.every() : (annotation != null) ? annotation.every() : 0;
		return new SnapshotPolicy(every, this.loadTime);
	}

	/**
	 * Options of one aggregate type.
	 *
	 * @param every Number of events between snapshots; 0 takes none by number.
	 */
	record Named(@Nullable Integer every) {

		Named {
			if (every != null) {
				SnapshotPolicy.every(every);
			}
		}

	}

}
