package dev.sourcery.autoconfigure.projection;

import dev.sourcery.projection.Projections;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the metrics of projections.
 *
 * @since 0.1
 */
@AutoConfiguration(after = ProjectionAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(Projections.class)
public final class ProjectionMetricsAutoConfiguration {

	@Bean
	ProjectionMetrics sourceryProjectionMetrics(Projections projections) {
		return new ProjectionMetrics(projections);
	}

}
