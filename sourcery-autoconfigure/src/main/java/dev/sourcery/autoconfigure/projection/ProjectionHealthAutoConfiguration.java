package dev.sourcery.autoconfigure.projection;

import dev.sourcery.projection.Projections;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health indicator of the projections, {@code sourcery} in the
 * health endpoint.
 *
 * @since 0.1
 */
@AutoConfiguration(after = ProjectionAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(Projections.class)
@ConditionalOnEnabledHealthIndicator("sourcery")
public final class ProjectionHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "sourceryHealthIndicator")
	ProjectionHealthIndicator sourceryHealthIndicator(Projections projections) {
		return new ProjectionHealthIndicator(projections);
	}

}
