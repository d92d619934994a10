package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the transactions in which asynchronous projections handle batches.
 *
 * @param idleTimeout Maximum time the transaction of a batch may be idle before the
 * database server ends its session. This limits the time for which a hanging node blocks
 * a projection on all other nodes.
 */
@ConfigurationProperties("sourcery.projections.transaction")
record BatchProperties(@DefaultValue("30s") Duration idleTimeout) {

	BatchProperties {
		// fails during property binding, where the error names the property
		if (idleTimeout.toMillis() < 1 || idleTimeout.toMillis() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The idle timeout must be between 1 ms and %d ms, but is %s"
				.formatted(Integer.MAX_VALUE, idleTimeout));
		}
	}

}
