package dev.sourcery.autoconfigure.store;

import dev.sourcery.tail.SettledWatch;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the metrics of the settled position.
 *
 * @since 0.1
 */
@AutoConfiguration(after = SettledAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(SettledWatch.class)
public final class SettledMetricsAutoConfiguration {

	@Bean
	SettledMetrics sourcerySettledMetrics(SettledWatch watch) {
		return new SettledMetrics(watch);
	}

}
