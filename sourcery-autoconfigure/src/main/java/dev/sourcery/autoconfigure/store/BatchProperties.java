package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The transactions of the batches of asynchronous projections.
 *
 * @param idleTimeout Maximum time the transaction of a batch may be idle before the
 * database server ends its session. It bounds how long a node that hangs keeps a
 * projection from all other nodes.
 */
@ConfigurationProperties("sourcery.projections.transaction")
record BatchProperties(@DefaultValue("30s") Duration idleTimeout) {

	BatchProperties {
		// fails while the properties are bound, where the answer names the property
		if (idleTimeout.toMillis() < 1 || idleTimeout.toMillis() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The idle timeout must be between 1 ms and %d ms, but is %s"
				.formatted(Integer.MAX_VALUE, idleTimeout));
		}
	}

}
