package dev.sourcery.autoconfigure.aggregate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The cache of aggregate states of this node.
 *
 * @param enabled Whether to keep the states of the most recently used aggregates in
 * memory, so that a command on such an aggregate reads nothing.
 * @param maxSize Maximum number of cached states and, for aggregates whose states are not
 * records of immutable values, of cached events.
 */
@ConfigurationProperties("sourcery.cache")
record CacheProperties(@DefaultValue("true") boolean enabled, @DefaultValue("10000") long maxSize) {

	CacheProperties {
		if (maxSize < 1) {
			throw new IllegalArgumentException(
					"max-size must be at least 1, but is %d; to disable the cache, set enabled to false"
						.formatted(maxSize));
		}
	}

}
