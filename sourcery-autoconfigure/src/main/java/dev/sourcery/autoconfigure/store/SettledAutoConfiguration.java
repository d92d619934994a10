package dev.sourcery.autoconfigure.store;

import java.time.InstantSource;

import dev.sourcery.store.EventStore;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the watch over the settled position, which says in the log who
 * holds it back.
 */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SettledProperties.class)
public final class SettledAutoConfiguration {

	@Bean
	SettledWatch settledWatch(EventStore store, SettledProperties properties) {
		return new SettledWatch(store, new HeldBackLog(properties.warnAfter(), InstantSource.system()),
				properties.warnAfter());
	}

}
