package dev.sourcery.autoconfigure.store;

import dev.sourcery.store.EventStore;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.SettledWatch;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the watch over the settled position, which logs the transactions
 * that hold it back.
 *
 * @since 0.1
 */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SettledProperties.class)
public final class SettledAutoConfiguration {

	@Bean
	SettledWatch sourcerySettledWatch(EventStore store, SettledProperties properties) {
		return new SettledWatch(EventSource.of(store).tail(), properties.warnAfter());
	}

	@Bean
	SettledWatchLifecycle sourcerySettledWatchLifecycle(SettledWatch watch) {
		return new SettledWatchLifecycle(watch);
	}

}
