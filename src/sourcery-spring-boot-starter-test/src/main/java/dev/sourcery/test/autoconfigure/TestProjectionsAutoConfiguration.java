package dev.sourcery.test.autoconfigure;

import dev.sourcery.projection.Projections;
import dev.sourcery.test.projection.TestProjections;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that provides the application context of a test with
 * {@link TestProjections}.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "dev.sourcery.autoconfigure.projection.ProjectionAutoConfiguration")
@ConditionalOnBean(Projections.class)
public final class TestProjectionsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TestProjections sourceryTestProjections(Projections projections) {
		return new TestProjections(projections);
	}

}
