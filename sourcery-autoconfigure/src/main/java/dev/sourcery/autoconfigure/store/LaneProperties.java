package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the lanes of projections.
 *
 * @param lease Time after which other nodes take over the lanes of a node that has ended
 * or hangs. Also the maximum time the transaction of a batch may be idle before the
 * database server ends its session.
 */
@ConfigurationProperties("sourcery.projections.lanes")
record LaneProperties(@DefaultValue("10s") Duration lease) {

	private static final int MIN_MILLIS = 10;

	LaneProperties {
		// fails during property binding, where the error names the property
		if (lease.toMillis() < MIN_MILLIS || lease.toMillis() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The lease must be between %d ms and %d ms, but is %s"
				.formatted(MIN_MILLIS, Integer.MAX_VALUE, lease));
		}
	}

}
